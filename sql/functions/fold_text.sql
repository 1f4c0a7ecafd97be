-- fold_text: a text as search compares it: lower case, no vowel points, no marks within words (ת״א is תא), and one space
-- for everything else that is neither letter nor digit.
--
-- At most 1,000 characters are looked at.
-- Called by: other functions.
create or replace function fold_text(p_text text) returns text
language plpgsql
immutable
returns null on null input
as $$
begin
    return btrim(regexp_replace(
        regexp_replace(
            lower(left(p_text, 1000)),
            -- Hebrew's points and its marks of abbreviation, what is typed for these, and marks of direction.
            '[\u0591-\u05BD\u05BF-\u05C5\u05C7\u05F3\u05F4''"`\u2018-\u201F\u200B-\u200F\u202A-\u202E\u2066-\u2069]', '', 'g'),
        '[^[:alnum:]]+', ' ', 'g'));
end
$$;
comment on function fold_text is 'A text as search compares it.';
