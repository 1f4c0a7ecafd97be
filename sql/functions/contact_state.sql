-- contact_state: what is known of a contact, for a turn or an analysis: a JSON object.
--
--   now              the moment on the tenant's wall clock, as 2026-11-24T09:30
--   is_over_budget   whether the tenant has spent what its models may cost on this day
--   contact_name, contact_phone
--   lead             null, or status, intent, summary, facts
--   appointments     the viewings still to come, the next first: appointment_id, listing_id, starts_at on the wall clock
--   viewings_limit   how many of them a contact may have
--   is_handover_open whether a human was asked for and has not come
-- It reads in the snapshot of the query that calls it.
-- Called by: begin_turn, begin_analysis.
create or replace function contact_state(p_tenant tenant, p_conversation_id bigint, p_contact_id bigint) returns jsonb
language plpgsql
stable
set search_path = shi, pg_temp
as $$
declare
    v_lead lead;
begin
    select * into v_lead from lead l where l.tenant_id = p_tenant.tenant_id and l.contact_id = p_contact_id;
    return jsonb_build_object(
        'now', wall_time(clock_timestamp(), p_tenant.time_zone),
        'is_over_budget', p_tenant.daily_budget_microdollars is not null and coalesce((
            select sum(s.microdollars)
            from spend s
            where s.tenant_id = p_tenant.tenant_id
                and s.day = (clock_timestamp() at time zone p_tenant.time_zone)::date), 0)
            >= p_tenant.daily_budget_microdollars,
        'contact_name', (
            select p.name from contact p where p.tenant_id = p_tenant.tenant_id and p.contact_id = p_contact_id),
        'contact_phone', (
            select min(i.value)
            from identity i
            where i.tenant_id = p_tenant.tenant_id and i.contact_id = p_contact_id and i.kind = 'phone'),
        'lead', case when v_lead.contact_id is not null then jsonb_build_object(
            'status', v_lead.status,
            'intent', v_lead.intent,
            'summary', v_lead.summary,
            'facts', lead_facts(v_lead)) end,
        'appointments', coalesce((
            select jsonb_agg(jsonb_build_object(
                'appointment_id', a.appointment_id,
                'listing_id', a.listing_id,
                'starts_at', wall_time(lower(a.period), p_tenant.time_zone)) order by a.period)
            from appointment a
            -- The span finds them by the index of one of the exclusion constraints.
            where a.tenant_id = p_tenant.tenant_id and a.contact_id = p_contact_id and a.state = 'booked'
                and a.period && tstzrange(now(), null) and lower(a.period) > now()), '[]'),
        'viewings_limit', p_tenant.viewings_per_contact,
        'is_handover_open', exists (
            select from handover h
            where h.tenant_id = p_tenant.tenant_id and h.conversation_id = p_conversation_id
                and h.resolved_at is null));
end
$$;
comment on function contact_state is 'What is known of a contact.';
