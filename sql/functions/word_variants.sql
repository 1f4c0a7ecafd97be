-- word_variants: the stems of a text's words, each Hebrew word also without the first letters that may be prefixes (up to
-- three of ה ו ב ל מ כ ש). Which of them are words is decided by what is searched: see text_search.sql.
--
-- Called by: find_knowledge, find_listings.
create or replace function word_variants(p_folded text) returns text[]
language plpgsql
immutable
returns null on null input
as $$
declare
    v_word     text;
    v_variants text[] := '{}';
begin
    foreach v_word in array (string_to_array(p_folded, ' '))[1:120] loop
        v_variants := v_variants || word_stem(v_word);
        for i in 1 .. 3 loop
            exit when length(v_word) < 4 or left(v_word, 1) not in ('ה', 'ו', 'ב', 'ל', 'מ', 'כ', 'ש');
            v_word := substr(v_word, 2);
            v_variants := v_variants || word_stem(v_word);
        end loop;
    end loop;
    return v_variants;
end
$$;
comment on function word_variants is 'The stems of a text''s words, with and without prefixes.';
