-- store_inbound: locks the conversations of a batch in key order, raises their generations and stores the messages.
--
-- A conversation in which the business's people have said nothing for tenant.return_to_bot_after_ms is the bot's again
-- when the customer writes: what was written before counts as answered.
-- Messages keep the order of their ordinals. Own messages (from_me) are settled by store_echo.
-- Called by: accept_messages.
create or replace function store_inbound(p_items inbound_item[]) returns void
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_group      record;
    v_generation integer;
    v_mode       text;
    v_item       inbound_item;
begin
    for v_group in
        select i.tenant_id, i.conversation_id,
            (count(*) filter (where i.wants_answer))::integer as raised,
            max(i.received_at) filter (where i.wants_answer) as last_inbound_at,
            max(least(i.sent_at, i.received_at)) filter (where not i.from_me and i.kind <> 'system') as last_customer_at,
            (array_agg(i.chat_address order by i.ordinal desc))[1] as chat_address,
            array_agg(i order by i.ordinal) as items
        from unnest(p_items) i
        group by i.tenant_id, i.conversation_id
        order by i.tenant_id, i.conversation_id
    loop
        update conversation c
        set generation = c.generation + v_group.raised,
            last_inbound_at = coalesce(greatest(c.last_inbound_at, v_group.last_inbound_at), c.last_inbound_at),
            last_customer_at = greatest(c.last_customer_at, v_group.last_customer_at),
            chat_address = v_group.chat_address
        where c.tenant_id = v_group.tenant_id and c.conversation_id = v_group.conversation_id
        returning c.generation - v_group.raised, c.mode into strict v_generation, v_mode;
        if v_mode = 'human' and v_group.raised > 0 then
            update conversation c
            set mode = 'bot', mode_changed_at = now(), answered_generation = v_generation
            from tenant t
            where c.tenant_id = v_group.tenant_id and c.conversation_id = v_group.conversation_id
                and t.tenant_id = c.tenant_id
                and greatest(c.last_human_at, c.mode_changed_at)
                    < now() - make_interval(secs => t.return_to_bot_after_ms / 1000.0);
        end if;

        foreach v_item in array v_group.items loop
            continue when v_item.from_me;
            if v_item.wants_answer then
                v_generation := v_generation + 1;
            end if;
            insert into message (
                tenant_id, message_id, conversation_id, direction, author, kind, body, details, generation, status,
                provider_message_id, provider_sent_at, received_at)
            values (
                v_item.tenant_id, v_item.message_id, v_item.conversation_id, 'in', 'customer', v_item.kind, v_item.body,
                v_item.details, case when v_item.wants_answer then v_generation end, 'received',
                v_item.provider_message_id, v_item.sent_at, v_item.received_at);
        end loop;
    end loop;

    -- Contacts behind all conversations: see merge_contacts.
    for v_item in
        select distinct on (i.tenant_id, i.contact_id) i.*
        from unnest(p_items) i
        where i.username is not null and not i.from_me
        order by i.tenant_id, i.contact_id, i.ordinal desc
    loop
        update contact p
        set username = left(v_item.username, 200)
        where p.tenant_id = v_item.tenant_id and p.contact_id = v_item.contact_id
            and p.username is distinct from left(v_item.username, 200);
    end loop;

    for v_item in
        select i.* from unnest(p_items) i where i.from_me order by i.tenant_id, i.conversation_id, i.ordinal
    loop
        perform store_echo(v_item);
    end loop;
end
$$;
comment on function store_inbound is 'Stores a batch of messages under their conversations'' locks.';
