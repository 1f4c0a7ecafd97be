-- begin_send: the next message that a send job's holder has to send. Its intent is committed before the call (promise P5).
--
-- Messages go out in order. Asked again under the same lease, it hands out the same message. One that was handed to a sender before, whose call may have begun (status sending), is handed
-- out again only where the provider delivers once per idempotency key; otherwise its outcome cannot be learned: it becomes
-- indeterminate, for the operator to see, and is not sent again. After a takeover the bot's messages are not begun.
-- Result: one row. outcome: ok, with the message and what is needed to call the provider; none (nothing is left to send,
-- the job is gone); lost (the lease is somebody else's).
-- Called by: worker.
create or replace function begin_send(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid)
returns table (
    outcome             text,
    message_id          bigint,
    author              text,
    body                text,
    chat_address        text,
    provider            text,
    base_url            text,
    secret              text,
    address             text,
    honours_idempotency boolean
)
language plpgsql
security definer
set search_path = shi, pg_temp
-- A month's partition is empty when its plan is made: it would be scanned until the next analyze.
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    v_conversation conversation;
    v_job          job;
    v_channel      channel;
    v_message      message;
begin
    select * into v_conversation
    from conversation c
    where c.tenant_id = p_tenant_id and c.conversation_id = p_conversation_id
    for no key update;
    select * into v_job
    from job j
    where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id and j.lease_token = p_lease_token
    for update;
    if not found then
        outcome := 'lost';
        return next;
        return;
    end if;
    select * into v_channel
    from channel ch
    where ch.tenant_id = p_tenant_id and ch.channel_id = v_conversation.channel_id;

    loop
        select * into v_message
        from message m
        where m.tenant_id = p_tenant_id and m.conversation_id = p_conversation_id and m.status in ('queued', 'sending')
        order by m.message_id
        limit 1;
        if not found then
            delete from job j where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id;
            outcome := 'none';
            return next;
            return;
        end if;
        exit when (v_message.status = 'queued' or v_channel.honours_idempotency
                or v_message.message_id = v_job.begun_message_id)
            and (v_conversation.mode = 'bot' or v_message.author <> 'bot');
        if v_message.status = 'queued' then
            perform settle_message(p_tenant_id, v_message.message_id, 'cancelled', null, null, null);
        else
            perform settle_message(
                p_tenant_id, v_message.message_id, 'indeterminate', null, 'the sender was lost during the call', null);
            perform bury_send(
                p_tenant_id, p_conversation_id, v_message.message_id, 1, 'the sender was lost during the call');
        end if;
    end loop;

    update message m
    set status = 'sending',
        may_be_out = m.may_be_out
            or (m.status = 'sending' and m.message_id is distinct from v_job.begun_message_id)
    where m.tenant_id = p_tenant_id and m.message_id = v_message.message_id;
    update job j
    set begun_message_id = v_message.message_id
    where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id;
    return query
    select 'ok', v_message.message_id, v_message.author, v_message.body, v_conversation.chat_address, v_channel.provider,
        v_channel.base_url, v_channel.secret, v_channel.address, v_channel.honours_idempotency;
end
$$;
comment on function begin_send is 'Hands out the next message of a conversation to send.';
