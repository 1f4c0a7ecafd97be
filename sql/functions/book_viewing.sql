-- book_viewing: books a viewing with a free agent.
--
-- Result: false where that is not possible: no such listing is to be had, the time is past, more than a year off or none
-- that free_slots gives (within the viewing hours, a whole number of viewings after they begin), the contact has as many
-- viewings to come as are allowed, or the listing, the contact or every agent is taken. The same viewing booked again by the
-- same contact is booked once. The caller holds the row of tenant_slots, so that bookings of a tenant take their turn; the
-- exclusion constraints refuse what would pass by that.
-- Called by: apply_writes.
create or replace function book_viewing(
    p_conversation conversation,
    p_turn_id      bigint,
    p_listing_id   bigint,
    p_starts_at    text
) returns boolean
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_tenant         tenant;
    -- A value, not a call: the index of a constraint finds what is booked from then on.
    v_now            timestamptz := clock_timestamp();
    v_at             timestamptz;
    v_wall           timestamp := read_wall_time(p_starts_at);
    v_period         tstzrange;
    v_agent_id       bigint;
    v_appointment_id bigint;
begin
    select * into v_tenant from tenant t where t.tenant_id = p_conversation.tenant_id;
    v_at := moment_of(p_starts_at, v_tenant.time_zone);
    if v_at is null or v_at <= v_now or v_at > v_now + interval '366 days' then
        return false;
    end if;
    v_period := tstzrange(v_at, v_at + make_interval(mins => v_tenant.viewing_minutes));
    perform from listing l
    where l.tenant_id = v_tenant.tenant_id and l.listing_id = p_listing_id and l.is_available;
    if not found then
        return false;
    end if;
    perform from appointment a
    where a.tenant_id = v_tenant.tenant_id and a.contact_id = p_conversation.contact_id and a.state = 'booked'
        and a.period && v_period and a.period = v_period and a.listing_id = p_listing_id;
    if found then
        return true;
    end if;
    if v_tenant.viewings_per_contact <= (
        select count(*)
        from appointment a
        where a.tenant_id = v_tenant.tenant_id and a.contact_id = p_conversation.contact_id and a.state = 'booked'
            and a.period && tstzrange(v_now, null) and lower(a.period) > v_now)
    then
        return false;
    end if;
    perform from viewing_hours h
    where h.tenant_id = v_tenant.tenant_id and h.weekday = extract(isodow from v_wall)
        and h.opens <= v_wall::time
        and extract(epoch from v_wall::time - h.opens)::integer % (60 * v_tenant.viewing_minutes) = 0
        and v_wall - v_wall::date::timestamp + make_interval(mins => v_tenant.viewing_minutes) <= h.closes::interval;
    if not found or exists (
        select from appointment a
        where a.tenant_id = v_tenant.tenant_id and a.listing_id = p_listing_id and a.state = 'booked'
            and a.period && v_period)
    or exists (
        select from appointment a
        where a.tenant_id = v_tenant.tenant_id and a.contact_id = p_conversation.contact_id and a.state = 'booked'
            and a.period && v_period)
    then
        return false;
    end if;

    -- Whoever has least to do within the four days around.
    select g.agent_id into v_agent_id
    from agent g
    cross join lateral (
        select count(*) as viewings, coalesce(bool_or(a.period && v_period), false) as is_taken
        from appointment a
        where a.tenant_id = g.tenant_id and a.agent_id = g.agent_id and a.state = 'booked'
            and a.period && tstzrange(v_at - interval '2 days', v_at + interval '2 days')
    ) w
    where g.tenant_id = v_tenant.tenant_id and g.is_active and not w.is_taken
    order by w.viewings, g.agent_id
    limit 1;
    if v_agent_id is null then
        return false;
    end if;

    v_appointment_id := next_id();
    insert into appointment (
        tenant_id, appointment_id, listing_id, agent_id, contact_id, conversation_id, turn_id, period)
    values (
        v_tenant.tenant_id, v_appointment_id, p_listing_id, v_agent_id, p_conversation.contact_id,
        p_conversation.conversation_id, p_turn_id, v_period);
    perform record_event(
        p_conversation, p_turn_id, 'booking', 'turn',
        jsonb_build_object(
            'appointment_id', v_appointment_id, 'listing_id', p_listing_id, 'agent_id', v_agent_id,
            'starts_at', p_starts_at));
    return true;
end
$$;
comment on function book_viewing is 'Books a viewing with a free agent.';
