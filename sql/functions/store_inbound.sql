-- store_inbound: locks the conversations of a batch in key order, raises their generations and stores the messages.
--
-- Messages keep the order of their ordinals. Own messages (from_me) are settled by store_echo.
-- Called by: accept_messages.
create or replace function store_inbound(p_items inbound_item[]) returns void
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_group      record;
    v_generation integer;
    v_item       inbound_item;
begin
    for v_group in
        select i.tenant_id, i.conversation_id,
            (count(*) filter (where i.wants_answer))::integer as raised,
            max(i.received_at) filter (where i.wants_answer) as last_inbound_at,
            (array_agg(i.chat_address order by i.ordinal desc))[1] as chat_address,
            array_agg(i order by i.ordinal) as items
        from unnest(p_items) i
        group by i.tenant_id, i.conversation_id
        order by i.tenant_id, i.conversation_id
    loop
        update conversation c
        set generation = c.generation + v_group.raised,
            last_inbound_at = coalesce(greatest(c.last_inbound_at, v_group.last_inbound_at), c.last_inbound_at),
            chat_address = v_group.chat_address
        where c.tenant_id = v_group.tenant_id and c.conversation_id = v_group.conversation_id
        returning c.generation - v_group.raised into strict v_generation;

        insert into message (
            tenant_id, message_id, conversation_id, direction, author, kind, body, details, generation, status,
            provider_message_id, provider_sent_at, received_at)
        select
            i.tenant_id, i.message_id, i.conversation_id, 'in', 'customer', i.kind, i.body, i.details,
            case when i.wants_answer
                then v_generation + (count(*) filter (where i.wants_answer) over (order by i.ordinal))::integer
            end,
            'received', i.provider_message_id, i.sent_at, i.received_at
        from unnest(v_group.items) i
        where not i.from_me;
    end loop;

    for v_item in
        select i.* from unnest(p_items) i where i.from_me order by i.tenant_id, i.conversation_id, i.ordinal
    loop
        perform store_echo(v_item);
    end loop;
end
$$;
comment on function store_inbound is 'Stores a batch of messages under their conversations'' locks.';
