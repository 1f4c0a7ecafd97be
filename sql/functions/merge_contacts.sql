-- merge_contacts: two contacts turned out to be one person; the second's identities and conversations become the
-- first's.
--
-- Where both have a conversation on the same channel, the second's stays as history, and a takeover, mute or opt-out of
-- either holds for the one that goes on.
-- Called by: find_or_make_contact, change_numbers.
create or replace function merge_contacts(p_tenant_id bigint, p_kept_id bigint, p_merged_id bigint) returns void
language plpgsql
set search_path = shi, pg_temp
as $$
begin
    -- Who writes about a contact holds its conversation first: see apply_writes.
    perform from conversation c
    where c.tenant_id = p_tenant_id and c.contact_id in (p_kept_id, p_merged_id)
    order by c.conversation_id
    for no key update;

    update identity set contact_id = p_kept_id
    where tenant_id = p_tenant_id and contact_id = p_merged_id;

    update contact kept
    set opted_out_at = coalesce(kept.opted_out_at, merged.opted_out_at),
        name = coalesce(kept.name, merged.name),
        username = coalesce(kept.username, merged.username)
    from contact merged
    where kept.tenant_id = p_tenant_id and kept.contact_id = p_kept_id
        and merged.tenant_id = p_tenant_id and merged.contact_id = p_merged_id;

    update conversation kept
    set mode = merged.mode, mode_changed_at = now(), generation = kept.generation + 1
    from conversation merged
    where kept.tenant_id = p_tenant_id and kept.contact_id = p_kept_id and kept.mode = 'bot'
        and merged.tenant_id = p_tenant_id and merged.contact_id = p_merged_id and merged.mode <> 'bot'
        and merged.channel_id = kept.channel_id;

    update conversation kept
    set last_customer_at = greatest(kept.last_customer_at, merged.last_customer_at),
        last_human_at = greatest(kept.last_human_at, merged.last_human_at)
    from conversation merged
    where kept.tenant_id = p_tenant_id and kept.contact_id = p_kept_id
        and merged.tenant_id = p_tenant_id and merged.contact_id = p_merged_id
        and merged.channel_id = kept.channel_id;

    -- The conversation that stays as history must not go on speaking where a human has taken over.
    perform change_mode(p_tenant_id, merged.conversation_id, kept.mode)
    from conversation merged
    join conversation kept
        on kept.tenant_id = p_tenant_id and kept.contact_id = p_kept_id and kept.channel_id = merged.channel_id
            and kept.mode <> 'bot'
    where merged.tenant_id = p_tenant_id and merged.contact_id = p_merged_id and merged.mode = 'bot';

    update contact merged
    set opted_out_at = kept.opted_out_at
    from contact kept
    where kept.tenant_id = p_tenant_id and kept.contact_id = p_kept_id
        and merged.tenant_id = p_tenant_id and merged.contact_id = p_merged_id;

    perform stop_bot(c.tenant_id, c.conversation_id)
    from contact p
    join conversation c on c.tenant_id = p.tenant_id and c.contact_id in (p_kept_id, p_merged_id)
    where p.tenant_id = p_tenant_id and p.contact_id = p_kept_id and p.opted_out_at is not null;

    perform merge_leads(p_tenant_id, p_kept_id, p_merged_id);

    update conversation merged
    set contact_id = p_kept_id
    where merged.tenant_id = p_tenant_id and merged.contact_id = p_merged_id
        and not exists (
            select from conversation kept
            where kept.tenant_id = p_tenant_id and kept.contact_id = p_kept_id
                and kept.channel_id = merged.channel_id);
end
$$;
comment on function merge_contacts is 'Makes two contacts that are one person one.';
