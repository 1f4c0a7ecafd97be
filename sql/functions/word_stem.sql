-- word_stem: what a folded word has in common with its other forms: an English word by PostgreSQL's stemmer; a Hebrew one
-- without the endings of gender and number, double letters and final forms (מרפסת and מרפסות are מרפס).
--
-- Called by: other functions.
create or replace function word_stem(p_word text) returns text
language plpgsql
immutable
returns null on null input
as $$
declare
    v_word text;
begin
    if p_word ~ '^[a-z]+$' then
        return coalesce((ts_lexize('pg_catalog.english_stem', p_word))[1], p_word);
    end if;
    v_word := translate(replace(replace(p_word, 'יי', 'י'), 'וו', 'ו'), 'ךםןףץ', 'כמנפצ');
    if length(v_word) >= 5 and right(v_word, 2) in ('ימ', 'ות') then
        return left(v_word, -2);
    elsif length(v_word) >= 4 and right(v_word, 1) in ('ה', 'ת') then
        return left(v_word, -1);
    end if;
    return v_word;
end
$$;
comment on function word_stem is 'What a word has in common with its other forms.';
