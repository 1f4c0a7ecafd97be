-- named_places: the areas and streets of a tenant's listings that a text names.
--
-- Runs of one to four words are compared with the names, also without the first letters that may be prefixes. A street of
-- one word counts only where the text says that it is a street: by its article, a preposition, a word for "street" or the
-- number of a house, since many are people's names too. Where no run is a name, a name counts that most of is there.
-- Result: one row: the keys of areas and of streets; null where the text names none.
-- Called by: find_listings.
create or replace function named_places(p_tenant_id bigint, p_text text)
returns table (area_keys text[], street_keys text[])
language plpgsql
stable
set search_path = shi, pg_temp
as $$
declare
    v_words     text[] := (string_to_array(place_key(p_text), ' '))[1:60];
    v_areas     text[] := '{}';
    v_streets   text[] := '{}';
    v_run       text;
    v_rest      text;
    v_is_by     boolean;
    v_loose     text;
    v_signature bit(1024);
begin
    for i in 1 .. coalesce(cardinality(v_words), 0) loop
        for v_size in 1 .. least(4, cardinality(v_words) - i + 1) loop
            v_run := array_to_string(v_words[i : i + v_size - 1], ' ');
            v_is_by := v_size > 1
                or coalesce(v_words[i - 1] ~ '^[הובלמכש]{0,2}(רחוב|רח|שדרות|שד|דרך|סמטת)$', false)
                or coalesce(v_words[i + 1] ~ '^(street|st|boulevard|blvd|avenue|ave|road|rd)$', false)
                -- A number of rooms is no house number.
                or coalesce(v_words[i + 1] ~ '^[0-9]{1,3}[a-zא-ת]?$' and v_words[i + 2] ~ '^(חד|room|bed)' is not true, false)
                or coalesce(v_words[i - 1] ~ '^[0-9]{1,3}[a-z]?$' and v_run ~ '^[a-z]', false);
            v_areas := v_areas || v_run;
            if v_is_by or v_run ~ '^(ה|ha)' then
                v_streets := v_streets || v_run;
            end if;
            if v_is_by and v_size = 1 then
                v_streets := v_streets || ('ה' || v_run) || ('ha' || v_run);
            end if;
            -- Without one prefix, and without two.
            v_rest := v_run;
            for v_taken in 1 .. 2 loop
                exit when length(v_rest) < 4 or left(v_rest, 1) not in ('ב', 'ל', 'מ', 'ה', 'ו', 'ש', 'כ');
                v_areas := v_areas || substr(v_rest, 2);
                if v_is_by or left(v_rest, 1) in ('ב', 'ל', 'מ') or substr(v_rest, 2, 1) = 'ה' then
                    v_streets := v_streets || substr(v_rest, 2);
                end if;
                -- "In the" is written as one letter.
                if v_is_by or left(v_rest, 1) in ('ב', 'ל') then
                    v_streets := v_streets || ('ה' || substr(v_rest, 2));
                end if;
                v_rest := substr(v_rest, 2);
            end loop;
        end loop;
    end loop;

    select array_agg(distinct t.key) filter (where t.kind = 'area'), array_agg(distinct t.key) filter (where t.kind = 'street')
    into area_keys, street_keys
    from (
        select t.kind, t.key
        from unnest(v_areas) as n (name)
        join listing_term t on t.tenant_id = p_tenant_id and t.kind = 'area' and t.term = n.name
        union all
        select t.kind, t.key
        from unnest(v_streets) as n (name)
        join listing_term t on t.tenant_id = p_tenant_id and t.kind = 'street' and t.term = n.name
    ) t;

    if area_keys is null and street_keys is null and v_words <> '{}' then
        -- With a letter or two amiss: the most alike, with the words' possible prefixes beside them.
        v_loose := array_to_string(array(
            select case when length(w.word) >= 5 and left(w.word, 1) in ('ב', 'ל', 'מ', 'ה', 'ו')
                then w.word || ' ' || substr(w.word, 2) else w.word end
            from unnest(v_words) with ordinality as w (word, ordinality)
            order by w.ordinality), ' ');
        v_signature := trigram_signature(v_loose);
        select array_agg(distinct a.key) into area_keys
        from (
            select t.key, word_similarity(t.term, v_loose) as alike,
                max(word_similarity(t.term, v_loose)) over () as most
            from listing_term t
            where t.tenant_id = p_tenant_id and t.kind = 'area' and length(t.term) >= 5
                and bit_count(t.signature & v_signature) >= 0.6 * bit_count(t.signature)
        ) a
        where a.alike >= 0.65 and a.alike = a.most;
    end if;
    return next;
end
$$;
comment on function named_places is 'The areas and streets that a text names.';
