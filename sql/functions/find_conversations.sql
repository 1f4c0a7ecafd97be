-- find_conversations: gives each element of a batch the contact and the conversation that are known of it.
--
-- What shows two identities that are not known to be one person's makes them so: see find_or_make_contact.
-- Parameters: p_taken: the message_ids of the elements that count; the others are left out.
-- Result: those elements, in order; contact_id and conversation_id stay null where there is none yet.
-- Called by: accept_messages.
create or replace function find_conversations(p_items inbound_item[], p_taken bigint[])
returns inbound_item[]
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_items inbound_item[];
    v_split integer[];
    v_item  inbound_item;
begin
    -- The second round, where there is one, finds what the first has joined.
    for v_round in 1..2 loop
        -- By whole keys: scalar sub-selects, which no plan can turn into a scan of the tenant's rows.
        with looked_up as materialized (
            select i.*,
                case when i.phone is not null then (
                    select n.contact_id from identity n
                    where n.tenant_id = i.tenant_id and n.kind = 'phone' and n.value = i.phone) end as by_phone,
                case when i.lid is not null then (
                    select n.contact_id from identity n
                    where n.tenant_id = i.tenant_id and n.kind = 'lid' and n.value = i.lid) end as by_lid,
                case when i.user_id is not null then (
                    select n.contact_id from identity n
                    where n.tenant_id = i.tenant_id and n.kind = 'bsuid' and n.value = i.user_id) end as by_user_id
            from unnest(p_items) i
            where i.message_id = any (p_taken)
        ),
        known as (
            select l.*, coalesce(l.by_phone, l.by_lid, l.by_user_id) as found_id
            from looked_up l
        )
        select
            array_agg(row(
                k.ordinal, k.tenant_id, k.message_id, k.channel_id, k.provider_message_id, k.chat_address, k.from_me,
                k.phone, k.lid, k.name, k.kind, k.body, k.details, k.sent_at, k.received_at, k.wants_answer,
                k.takes_over, k.found_id,
                (select c.conversation_id from conversation c
                    where c.tenant_id = k.tenant_id and c.contact_id = k.found_id and c.channel_id = k.channel_id),
                k.user_id, k.username, k.consent
            )::inbound_item order by k.ordinal),
            array_agg(k.ordinal) filter (
                where num_nonnulls(k.phone, k.lid, k.user_id) > 1 and (
                    (k.phone is null or k.by_phone = k.found_id)
                    and (k.lid is null or k.by_lid = k.found_id)
                    and (k.user_id is null or k.by_user_id = k.found_id)) is not true)
        into v_items, v_split
        from known k;
        exit when v_split is null or v_round = 2;

        for v_item in
            select i.* from unnest(p_items) i
            where i.ordinal = any (v_split)
            order by i.tenant_id, i.phone, i.lid, i.user_id, i.ordinal
        loop
            perform find_or_make_contact(
                v_item.tenant_id, v_item.phone, v_item.lid, v_item.user_id, null,
                case when not v_item.from_me then v_item.name end);
        end loop;
    end loop;
    return coalesce(v_items, '{}');
end
$$;
comment on function find_conversations is 'Gives each element of a batch the conversation that is known of it.';
