-- make_listing_search: makes a listing's words and the keys of its places.
--
-- Called by: a trigger (triggers.sql).
create or replace function make_listing_search() returns trigger
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
begin
    new.search := listing_words(new.summary_he || ' ' || new.summary_en);
    new.area_key := place_key(new.area_he);
    new.street_key := street_key(new.address_he);
    return new;
end
$$;
comment on function make_listing_search is 'Makes a listing''s words and the keys of its places.';
