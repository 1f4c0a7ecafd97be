-- store_facts: adds facts to a contact's lead, which is made where there is none.
--
-- Parameters: p_facts: a JSON object: name, area, deal, property_kind, rooms, budget, move_in, notes. What is missing, or
-- is no such fact, leaves the lead's as it is: a wrong fact must not cost the customer the answer.
-- p_source: turn, model or rules.
-- Called by: apply_writes, finish_analysis.
create or replace function store_facts(p_conversation conversation, p_turn_id bigint, p_facts jsonb, p_source text)
returns void
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_before lead;
    v_after  lead;
    v_rooms  numeric := case when jsonb_typeof(p_facts -> 'rooms') = 'number' then (p_facts ->> 'rooms')::numeric end;
    v_budget numeric := case when jsonb_typeof(p_facts -> 'budget') = 'number' then (p_facts ->> 'budget')::numeric end;
begin
    insert into lead (tenant_id, contact_id, source)
    values (p_conversation.tenant_id, p_conversation.contact_id, p_source)
    on conflict do nothing;
    select * into v_before
    from lead l
    where l.tenant_id = p_conversation.tenant_id and l.contact_id = p_conversation.contact_id
    for no key update;

    update lead l
    set name = coalesce(left(nullif(btrim(p_facts ->> 'name'), ''), 200), l.name),
        area = coalesce(left(nullif(btrim(p_facts ->> 'area'), ''), 200), l.area),
        deal = coalesce(case when p_facts ->> 'deal' in ('rent', 'sale') then p_facts ->> 'deal' end, l.deal),
        property_kind = coalesce(
            case when p_facts ->> 'property_kind' in ('apartment', 'house', 'office', 'shop')
                then p_facts ->> 'property_kind' end,
            l.property_kind),
        rooms = coalesce(case when v_rooms between 0.5 and 100 then v_rooms end, l.rooms),
        budget = coalesce(case when v_budget between 1 and 1000000000000 then v_budget end, l.budget),
        move_in = coalesce(read_wall_time(p_facts ->> 'move_in')::date, l.move_in),
        notes = coalesce(left(nullif(btrim(p_facts ->> 'notes'), ''), 2000), l.notes),
        source = p_source,
        updated_at = now()
    where l.tenant_id = p_conversation.tenant_id and l.contact_id = p_conversation.contact_id
    returning * into v_after;

    if lead_facts(v_after) <> lead_facts(v_before) then
        perform record_event(
            p_conversation, p_turn_id, 'facts', p_source,
            -- What is new alone.
            (select jsonb_object_agg(f.key, f.value)
            from jsonb_each(lead_facts(v_after)) f
            where f.value is distinct from lead_facts(v_before) -> f.key));
    end if;
end
$$;
comment on function store_facts is 'Adds facts to a contact''s lead.';
