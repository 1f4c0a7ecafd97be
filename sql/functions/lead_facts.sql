-- lead_facts: a lead's facts as a JSON object, without what is not known.
--
-- Called by: contact_state, store_facts.
create or replace function lead_facts(p_lead lead) returns jsonb
language plpgsql
immutable
set search_path = shi, pg_temp
as $$
begin
    return jsonb_strip_nulls(jsonb_build_object(
        'name', p_lead.name,
        'area', p_lead.area,
        'deal', p_lead.deal,
        'property_kind', p_lead.property_kind,
        'rooms', p_lead.rooms,
        'budget', p_lead.budget,
        'move_in', p_lead.move_in,
        'notes', p_lead.notes));
end
$$;
comment on function lead_facts is 'A lead''s facts as a JSON object.';
