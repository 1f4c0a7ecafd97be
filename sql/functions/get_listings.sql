-- get_listings: listings by their numbers, in the order of these, whether or not they are to be had.
--
-- Called by: worker.
create or replace function get_listings(p_tenant_id bigint, p_listing_ids bigint[]) returns table (
    listing_id     bigint,
    deal           text,
    property_kind  text,
    rooms          numeric,
    price          integer,
    area_m2        integer,
    area_he        text,
    area_en        text,
    address_he     text,
    address_en     text,
    summary_he     text,
    summary_en     text,
    available_from text,
    is_available   boolean,
    is_named       boolean
)
language sql
stable
security definer
set search_path = shi, pg_temp
begin atomic
    select l.listing_id, l.deal, l.property_kind, l.rooms, l.price, l.area_m2, l.area_he, l.area_en, l.address_he,
        l.address_en, l.summary_he, l.summary_en, to_char(l.available_from, 'YYYY-MM-DD'), l.is_available, false
    from (
        select u.listing_id, min(u.ordinality) as ordinality
        from unnest(p_listing_ids) with ordinality as u (listing_id, ordinality)
        group by u.listing_id
        order by 2
        limit 100
    ) u
    join listing l on l.tenant_id = p_tenant_id and l.listing_id = u.listing_id
    order by u.ordinality;
end;
comment on function get_listings is 'Listings by their numbers.';
