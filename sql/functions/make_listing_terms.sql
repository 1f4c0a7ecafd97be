-- make_listing_terms: keeps what customers may write of a listing: its area's and street's names, its summary's words.
--
-- Called by: a trigger (triggers.sql).
create or replace function make_listing_terms() returns trigger
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
begin
    insert into listing_term (tenant_id, kind, term, key, signature)
    select new.tenant_id, t.kind, t.term, t.key, case when t.kind = 'area' then trigram_signature(t.term) end
    from (
        select 'area' as kind, place_key(n.name) as term, new.area_key as key
        from unnest(array[new.area_he, new.area_en]) as n (name)
        union
        select 'street', street_key(n.name), new.street_key
        from unnest(array[new.address_he, new.address_en]) as n (name)
        union
        select 'word', w.word, w.word
        from unnest(tsvector_to_array(new.search)) as w (word)
    ) t
    where t.term <> ''
    order by t.kind, t.term, t.key
    on conflict do nothing;
    return null;
end
$$;
comment on function make_listing_terms is 'Keeps what customers may write of a listing.';
