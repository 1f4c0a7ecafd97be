-- find_listings: the tenant's available listings that fit what a customer asked for, best first.
--
-- Parameters, of which any but the first and last may be null:
--   p_text   the customer's words. Where they name areas or streets of the tenant's, only listings there are found.
--   p_area   an area, in Hebrew or English: only its listings are found, also if that is none.
--   p_deal (rent, sale), p_property_kind, p_minimum_rooms, p_maximum_rooms, p_minimum_price, p_maximum_price
--   p_available_by   the day by which it must be free.
-- Result: first those whose summaries have most of the text's words, such as a balcony; of these the cheapest first.
-- is_named: the text names its area or street.
-- Called by: worker.
create or replace function find_listings(
    p_tenant_id     bigint,
    p_text          text,
    p_area          text,
    p_deal          text,
    p_property_kind text,
    p_minimum_rooms numeric,
    p_maximum_rooms numeric,
    p_minimum_price bigint,
    p_maximum_price bigint,
    p_available_by  date,
    p_limit         integer
) returns table (
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
language plpgsql
stable
security definer
set search_path = shi, pg_temp
as $$
#variable_conflict use_column
declare
    v_folded  text   := fold_text(coalesce(p_text, ''));
    v_areas   text[];
    v_streets text[];
    v_only    text[];
    v_words   tsquery;
begin
    select n.area_keys, n.street_keys into v_areas, v_streets from named_places(p_tenant_id, v_folded) n;
    v_only := v_areas;
    if btrim(p_area) <> '' then
        v_only := coalesce((select n.area_keys from named_places(p_tenant_id, p_area) n), '{}');
    end if;
    -- A street in an area where there is none of that name was none.
    if v_streets is not null and v_only is not null and not exists (
        select from listing l
        where l.tenant_id = p_tenant_id and l.is_available and l.street_key = any (v_streets)
            and l.area_key = any (v_only))
    then
        v_streets := null;
    end if;
    -- The words of the text that summaries have.
    select string_agg(quote_literal(t.term), ' | ')::tsquery into v_words
    from (
        select distinct t.term
        from unnest(word_variants(v_folded)) as w (stem)
        join listing_term t on t.tenant_id = p_tenant_id and t.kind = 'word' and t.term = w.stem
    ) t;

    return query
    select l.listing_id, l.deal, l.property_kind, l.rooms, l.price, l.area_m2, l.area_he, l.area_en, l.address_he,
        l.address_en, l.summary_he, l.summary_en, to_char(l.available_from, 'YYYY-MM-DD'), l.is_available,
        coalesce(l.area_key = any (v_areas), false) or coalesce(l.street_key = any (v_streets), false)
    from listing l
    where l.tenant_id = p_tenant_id and l.is_available
        and (p_deal is null or l.deal = p_deal)
        and (p_property_kind is null or l.property_kind = p_property_kind)
        and (p_minimum_rooms is null or l.rooms >= p_minimum_rooms)
        and (p_maximum_rooms is null or l.rooms <= p_maximum_rooms)
        and (p_minimum_price is null or l.price >= p_minimum_price)
        and (p_maximum_price is null or l.price <= p_maximum_price)
        and (p_available_by is null or l.available_from is null or l.available_from <= p_available_by)
        and (v_only is null or l.area_key = any (v_only))
        and (v_streets is null or l.street_key = any (v_streets))
    order by
        case when v_streets is not null
            then greatest(
                word_similarity(fold_text(l.address_he), v_folded), word_similarity(fold_text(l.address_en), v_folded))
        end desc,
        case when l.search @@ v_words then ts_rank(l.search, v_words) else 0 end desc,
        l.price, l.listing_id
    limit p_limit;
end
$$;
comment on function find_listings is 'The tenant''s listings that fit what a customer asked for.';
