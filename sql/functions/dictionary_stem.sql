-- dictionary_stem: the stem of a word that is written down to be found: without its prefix where the dictionary knows the
-- word behind it ("the flat" is "flat").
--
-- It uses the dictionary of the text search configuration, which takes half a second to load: see text_search.sql.
-- Called by: make_knowledge_questions, make_listing_search.
create or replace function dictionary_stem(p_word text) returns text
language plpgsql
stable
set search_path = shi, pg_temp
as $$
declare
    v_forms text[] := tsvector_to_array(to_tsvector('hebrew', p_word));
begin
    return word_stem(
        case
            when substr(p_word, 2) = any (v_forms) and left(p_word, 1) = 'ה' then substr(p_word, 2)
            when p_word = any (v_forms) or v_forms = '{}' or p_word ~ '^[a-z0-9]+$' then p_word
            else (select f.form from unnest(v_forms) as f (form) order by length(f.form) desc, f.form limit 1)
        end);
end
$$;
comment on function dictionary_stem is 'The stem of a word that is written down to be found.';
