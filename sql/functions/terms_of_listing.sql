-- terms_of_listing: what customers may write of a listing: its area's and street's names, its summary's words.
--
-- Called by: make_listing_terms, refresh_search.
create or replace function terms_of_listing(p_listing listing)
returns table (kind text, term text, key text, signature bit(1024))
language plpgsql
stable
set search_path = shi, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    select t.kind, t.term, t.key, case when t.kind = 'area' then trigram_signature(t.term) end
    from (
        select 'area' as kind, place_key(n.name) as term, p_listing.area_key as key
        from unnest(array[p_listing.area_he, p_listing.area_en]) as n (name)
        union
        select 'street', street_key(n.name), p_listing.street_key
        from unnest(array[p_listing.address_he, p_listing.address_en]) as n (name)
        union
        select 'word', w.word, w.word
        from unnest(tsvector_to_array(p_listing.search)) as w (word)
    ) t
    where t.term <> ''
    order by t.kind, t.term, t.key;
end
$$;
comment on function terms_of_listing is 'What customers may write of a listing.';
