-- accept_outbound: stores a message that POST /send asks for, once per idempotency key, and makes sure that it gets sent.
--
-- Parameters: p_provider, p_address: the channel that the caller named; null: the one through which the contact wrote last, or
-- else the one that outbound_channel gives. p_to: where to, an address of that provider; p_phone, p_lid, p_user_id: the
-- identity that it shows, if any. p_kind, p_text, p_details: the message, as the program's OutgoingMessage has it. p_key: the
-- idempotency key, or null; p_digest: of the whole request, to tell a repetition from another message.
-- A conversation that is there keeps its address: p_to is for a new one. Who opted out is written to all the same: a human of
-- the business decides that.
-- Result: one row. outcome: stored; repeated (the same key and message: message_id is the first one's); conflict (the same
-- key, another message); unknown_channel; window_closed (the provider would take only a template: the customer has not
-- written for too long. Nothing is stored, the key is free).
-- Called by: send. The caller announces kind send after the commit.
create or replace function accept_outbound(
    p_tenant_id bigint,
    p_provider  text,
    p_address   text,
    p_to        text,
    p_phone     text,
    p_lid       text,
    p_user_id   text,
    p_kind      text,
    p_text      text,
    p_details   jsonb,
    p_key       text,
    p_digest    text
) returns table (outcome text, message_id bigint)
language plpgsql
security definer
set search_path = shi, pg_temp
set lock_timeout = '1s'
as $$
#variable_conflict use_column
declare
    v_contact_id      bigint := known_contact(p_tenant_id, p_phone, p_lid, p_user_id, p_to);
    v_channel         channel;
    v_conversation_id bigint;
    v_request         send_request;
begin
    select * into v_channel
    from channel ch
    where ch.tenant_id = p_tenant_id
        and ch.channel_id = channel_for(p_tenant_id, p_provider, p_address, v_contact_id);
    if not found then
        return query select 'unknown_channel', null::bigint;
        return;
    end if;

    select * into v_request
    from send_request r
    where r.tenant_id = p_tenant_id and r.idempotency_key = p_key;
    if not found then
        if p_kind <> 'template' and not window_is_open(v_channel, (
            select c.last_customer_at from conversation c
            where c.tenant_id = p_tenant_id and c.contact_id = v_contact_id and c.channel_id = v_channel.channel_id))
        then
            return query select 'window_closed', null::bigint;
            return;
        end if;
        message_id := next_id();
        if p_key is not null then
            insert into send_request (tenant_id, idempotency_key, body_digest, message_id)
            values (p_tenant_id, p_key, p_digest, message_id)
            on conflict do nothing;
            if not found then
                select * into strict v_request
                from send_request r
                where r.tenant_id = p_tenant_id and r.idempotency_key = p_key;
            end if;
        end if;
    end if;
    if v_request.message_id is not null then
        return query
        select case when v_request.body_digest = p_digest then 'repeated' else 'conflict' end, v_request.message_id;
        return;
    end if;

    v_conversation_id := find_or_make_conversation(
        p_tenant_id, v_channel.channel_id,
        find_or_make_contact(
            p_tenant_id, p_phone, p_lid, p_user_id, case when coalesce(p_phone, p_lid, p_user_id) is null then p_to end,
            null),
        p_to);
    update conversation c
    set last_human_at = clock_timestamp()
    where c.tenant_id = p_tenant_id and c.conversation_id = v_conversation_id;

    insert into message (
        tenant_id, message_id, conversation_id, direction, author, kind, body, details, status, received_at)
    values (
        p_tenant_id, message_id, v_conversation_id, 'out', 'operator', p_kind, p_text, p_details, 'queued',
        clock_timestamp());
    insert into job (tenant_id, kind, key, deadline_at)
    values (p_tenant_id, 'send', v_conversation_id, clock_timestamp() + interval '4 seconds')
    on conflict do nothing;
    outcome := 'stored';
    return next;
end
$$;
comment on function accept_outbound is 'Stores a message that POST /send asks for, once per idempotency key.';
