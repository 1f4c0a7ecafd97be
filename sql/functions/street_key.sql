-- street_key: the name of an address's street as names are compared: without the number of the house and the words for
-- "street". An address that has nothing else is its own name.
--
-- Called by: make_listing_search, make_listing_terms.
create or replace function street_key(p_address text) returns text
language plpgsql
immutable
returns null on null input
set search_path = shi, pg_temp
as $$
declare
    v_key text := place_key(p_address);
begin
    return coalesce(
        nullif(array_to_string(array(
            select w.word
            from unnest(string_to_array(v_key, ' ')) with ordinality as w (word, ordinality)
            where w.word !~ '^[0-9]+[a-zא-ת]?$'
                and w.word <> all ('{רחוב,רח,שדרות,שד,דרך,סמטת,כיכר,street,st,boulevard,blvd,avenue,ave,road,rd,lane}')
            order by w.ordinality), ' '), ''),
        v_key);
end
$$;
comment on function street_key is 'The name of an address''s street.';
