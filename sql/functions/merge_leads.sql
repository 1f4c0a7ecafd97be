-- merge_leads: what is known of two contacts that are one person becomes the first's.
--
-- The first's own facts stay; what it lacks comes from the second. A viewing of the second's at a time when the first is
-- in another is cancelled: nobody can be in both.
-- Called by: merge_contacts.
create or replace function merge_leads(p_tenant_id bigint, p_kept_id bigint, p_merged_id bigint) returns void
language plpgsql
set search_path = shi, pg_temp
as $$
begin
    update lead_event set contact_id = p_kept_id where tenant_id = p_tenant_id and contact_id = p_merged_id;
    update handover h
    set contact_id = p_kept_id
    where h.tenant_id = p_tenant_id and h.contact_id = p_merged_id
        and h.conversation_id in (
            select c.conversation_id
            from conversation c
            where c.tenant_id = p_tenant_id and c.contact_id = p_merged_id);

    update appointment a
    set state = 'cancelled', cancelled_at = now()
    where a.tenant_id = p_tenant_id and a.contact_id = p_merged_id and a.state = 'booked'
        and exists (
            select from appointment k
            where k.tenant_id = p_tenant_id and k.contact_id = p_kept_id and k.state = 'booked' and k.period && a.period);
    update appointment set contact_id = p_kept_id where tenant_id = p_tenant_id and contact_id = p_merged_id;

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
end
$$;
comment on function merge_leads is 'Makes what is known of two contacts that are one person one.';
