-- accept_outbound: stores a message that POST /send asks for, once per idempotency key, and makes sure that it gets sent.
--
-- Parameters: p_to: where to, an address of the provider (a jid); p_phone, p_lid: the identity that it shows, if any;
-- p_key: the idempotency key, or null; p_digest: of the whole request, to tell a repetition from another message.
-- Result: one row. outcome: stored; repeated (the same key and message: message_id is the first one's); conflict (the same
-- key, another message); unknown_channel.
-- Called by: send. The caller announces kind send after the commit.
create or replace function accept_outbound(
    p_tenant_id bigint,
    p_provider  text,
    p_address   text,
    p_to        text,
    p_phone     text,
    p_lid       text,
    p_text      text,
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
    v_channel_id      bigint;
    v_conversation_id bigint;
    v_digest          text;
begin
    select ch.channel_id into v_channel_id
    from channel ch
    where ch.tenant_id = p_tenant_id and ch.provider = p_provider and ch.address = p_address;
    if not found then
        return query select 'unknown_channel', null::bigint;
        return;
    end if;

    message_id := next_id();
    if p_key is not null then
        insert into send_request (tenant_id, idempotency_key, body_digest, message_id)
        values (p_tenant_id, p_key, p_digest, message_id)
        on conflict do nothing;
        if not found then
            select r.body_digest, r.message_id into strict v_digest, message_id
            from send_request r
            where r.tenant_id = p_tenant_id and r.idempotency_key = p_key;
            outcome := case when v_digest = p_digest then 'repeated' else 'conflict' end;
            return next;
            return;
        end if;
    end if;

    v_conversation_id := find_or_make_conversation(
        p_tenant_id, v_channel_id,
        find_or_make_contact(
            p_tenant_id, p_phone, p_lid, case when p_phone is null and p_lid is null then p_to end, null),
        p_to);
    perform from conversation c
    where c.tenant_id = p_tenant_id and c.conversation_id = v_conversation_id
    for no key update;

    insert into message (tenant_id, message_id, conversation_id, direction, author, kind, body, status, received_at)
    values (p_tenant_id, message_id, v_conversation_id, 'out', 'operator', 'text', p_text, 'queued', clock_timestamp());
    insert into job (tenant_id, kind, key, deadline_at)
    values (p_tenant_id, 'send', v_conversation_id, clock_timestamp() + interval '4 seconds')
    on conflict do nothing;
    outcome := 'stored';
    return next;
end
$$;
comment on function accept_outbound is 'Stores a message that POST /send asks for, once per idempotency key.';
