-- listing_words: the stems of a summary's words by which a listing is found: not numbers, and not what any text may have.
--
-- Called by: make_listing_search, refresh_search.
create or replace function listing_words(p_summary text) returns tsvector
language plpgsql
stable
set search_path = shi, pg_temp
as $$
begin
    return array_to_tsvector(array(
        select distinct dictionary_stem(w.word)
        from unnest(string_to_array(fold_text(p_summary), ' ')) as w (word)
        where length(w.word) > 1 and word_weight(w.word) = 1 and w.word !~ '^[0-9]'));
end
$$;
comment on function listing_words is 'The stems of a summary''s words.';
