-- merge_leads: what is known of two contacts that are one person becomes the first's.
--
-- The first's own facts stay; what it lacks comes from the second. Nobody can be in two viewings at once: one of the
-- second's at a time when the first is in another is given up, and a human is asked for, since it was promised. Where that
-- would have to wait for the tenant's times, it stays as it is, the second's, for the human to settle: messages that come in
-- wait for nobody. What is past stays, too.
-- Locks: see apply_writes.
-- Called by: merge_contacts.
create or replace function merge_leads(p_tenant_id bigint, p_kept_id bigint, p_merged_id bigint) returns void
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_viewing      appointment;
    v_conversation conversation;
begin
    update lead kept
    set status = case when kept.status = 'new' then merged.status else kept.status end,
        intent = coalesce(kept.intent, merged.intent),
        summary = coalesce(kept.summary, merged.summary),
        name = coalesce(kept.name, merged.name),
        area = coalesce(kept.area, merged.area),
        deal = coalesce(kept.deal, merged.deal),
        property_kind = coalesce(kept.property_kind, merged.property_kind),
        rooms = coalesce(kept.rooms, merged.rooms),
        budget = coalesce(kept.budget, merged.budget),
        move_in = coalesce(kept.move_in, merged.move_in),
        notes = coalesce(kept.notes, merged.notes),
        next_action = coalesce(kept.next_action, merged.next_action),
        sentiment = coalesce(kept.sentiment, merged.sentiment),
        urgency = coalesce(kept.urgency, merged.urgency),
        suggested_viewing = coalesce(kept.suggested_viewing, merged.suggested_viewing),
        updated_at = now()
    from lead merged
    where kept.tenant_id = p_tenant_id and kept.contact_id = p_kept_id
        and merged.tenant_id = p_tenant_id and merged.contact_id = p_merged_id;
    if found then
        delete from lead where tenant_id = p_tenant_id and contact_id = p_merged_id;
    else
        update lead set contact_id = p_kept_id where tenant_id = p_tenant_id and contact_id = p_merged_id;
    end if;
    update lead_event set contact_id = p_kept_id where tenant_id = p_tenant_id and contact_id = p_merged_id;
    update handover h
    set contact_id = p_kept_id
    where h.tenant_id = p_tenant_id and h.contact_id = p_merged_id
        and h.conversation_id in (
            select c.conversation_id
            from conversation c
            where c.tenant_id = p_tenant_id and c.contact_id = p_merged_id);

    for v_viewing in
        select a.*
        from appointment a
        where a.tenant_id = p_tenant_id and a.contact_id = p_merged_id and a.state = 'booked'
            and a.period && tstzrange(now(), null)
            and exists (
                select from appointment k
                where k.tenant_id = p_tenant_id and k.contact_id = p_kept_id and k.state = 'booked'
                    and k.period && a.period)
        order by a.appointment_id
    loop
        -- The conversation that goes on: the first's own on that channel, or else the second's, which becomes the first's.
        select c.* into strict v_conversation
        from conversation own
        join conversation c
            on c.tenant_id = own.tenant_id and c.channel_id = own.channel_id
                and c.contact_id in (p_kept_id, own.contact_id)
        where own.tenant_id = p_tenant_id and own.conversation_id = v_viewing.conversation_id
        order by c.contact_id = p_kept_id desc
        limit 1;
        v_conversation.contact_id := p_kept_id;
        perform open_handover(
            v_conversation, null,
            format('two contacts are one person, who has two viewings at once: see appointment %s', v_viewing.appointment_id),
            'rules');
        perform from tenant_slots s where s.tenant_id = p_tenant_id for no key update skip locked;
        if found then
            update appointment a
            set state = 'cancelled', cancelled_at = now()
            where a.tenant_id = p_tenant_id and a.appointment_id = v_viewing.appointment_id;
            perform record_event(
                v_conversation, null, 'cancellation', 'rules',
                jsonb_build_object('appointment_id', v_viewing.appointment_id, 'listing_id', v_viewing.listing_id));
        end if;
    end loop;
    update appointment a
    set contact_id = p_kept_id
    where a.tenant_id = p_tenant_id and a.contact_id = p_merged_id
        and (a.state = 'cancelled' or not exists (
            select from appointment k
            where k.tenant_id = p_tenant_id and k.contact_id = p_kept_id and k.state = 'booked'
                and k.period && a.period));
end
$$;
comment on function merge_leads is 'Makes what is known of two contacts that are one person one.';
