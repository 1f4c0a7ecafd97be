-- find_listings: the tenant's available listings that fit what a customer asked for, best first.
--
-- What was asked for filters; an area or address that the text names must match. Areas are compared by trigrams, so that
-- "בתל אביב", "ת״א" spelled out and "tel aviv" find the same.
-- Parameters: any may be null: p_deal (rent, sale), p_property_kind, p_rooms, p_maximum_price. p_text: the customer's words.
-- Called by: worker.
create or replace function find_listings(
    p_tenant_id     bigint,
    p_text          text,
    p_deal          text,
    p_property_kind text,
    p_rooms         numeric,
    p_maximum_price integer,
    p_limit         integer
) returns table (
    listing_id    bigint,
    deal          text,
    property_kind text,
    rooms         numeric,
    price         integer,
    area_m2       integer,
    area_he       text,
    area_en       text,
    address_he    text,
    address_en    text,
    summary_he    text,
    summary_en    text
)
language sql
stable
security definer
set search_path = shi, pg_temp
begin atomic
    with fitting as (
        select l.*,
            greatest(
                word_similarity(lower(l.area_he), lower(left(p_text, 1000))),
                word_similarity(lower(l.area_en), lower(left(p_text, 1000)))) as area_score
        from listing l
        where l.tenant_id = p_tenant_id and l.is_available
            and (p_deal is null or l.deal = p_deal)
            and (p_property_kind is null or l.property_kind = p_property_kind)
            and (p_rooms is null or l.rooms between p_rooms and p_rooms + 0.5)
            and (p_maximum_price is null or l.price <= p_maximum_price)
    )
    select f.listing_id, f.deal, f.property_kind, f.rooms, f.price, f.area_m2, f.area_he, f.area_en,
        f.address_he, f.address_en, f.summary_he, f.summary_en
    from fitting f
    -- Where the text names an area of the tenant's, only that area's listings answer it.
    where f.area_score >= 0.6
        or not exists (
            select from listing n
            where n.tenant_id = p_tenant_id
                and greatest(
                    word_similarity(lower(n.area_he), lower(left(p_text, 1000))),
                    word_similarity(lower(n.area_en), lower(left(p_text, 1000)))) >= 0.6)
    order by (f.area_score >= 0.6) desc, f.price, f.listing_id
    limit p_limit;
end;
comment on function find_listings is 'The tenant''s listings that fit what a customer asked for.';
