-- begin_send: the next message that a send job's holder has to send. Its intent is committed before the call (promise P5).
--
-- Messages go out in order. Asked again under the same lease, it hands out the same message. One that was handed to a sender
-- before, whose call may have begun (status sending), is handed out again only where the provider delivers once per
-- idempotency key; elsewhere it settles for channel.settle_ms, and is indeterminate then, for the operator to see, and never
-- sent again. After a takeover or an opt-out the bot's messages are not begun (promise P6). What the provider would not take,
-- since the customer has not written for too long, fails. Where the provider takes no more for now, the job waits.
-- Result: one row. outcome: ok, with the message and what is needed to call the provider; settle: do not send it, but look for
-- it, where the provider offers that, and call finish_send with sent or unknown; wait (the job waits, nobody holds it); none
-- (nothing is left to send, the job is gone); lost (the lease is somebody else's).
-- honours_idempotency: for this message, see delivers_once. settling_ms: for how long its outcome has been unknown. sent_since:
-- since when it can have been sent, seconds since 1970.
-- Called by: worker.
create or replace function begin_send(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid)
returns table (
    outcome             text,
    message_id          bigint,
    author              text,
    kind                text,
    body                text,
    details             jsonb,
    chat_address        text,
    provider            text,
    base_url            text,
    secret              text,
    address             text,
    honours_idempotency boolean,
    settings            jsonb,
    settling_ms         integer,
    sent_since          bigint
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
    v_is_bots_turn boolean;
    v_is_repeated  boolean := false;
    v_until        timestamptz;
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
    select v_conversation.mode = 'bot' and p.opted_out_at is null into v_is_bots_turn
    from contact p
    where p.tenant_id = p_tenant_id and p.contact_id = v_conversation.contact_id;

    loop
        select * into v_message
        from message m
        where m.tenant_id = p_tenant_id and m.conversation_id = p_conversation_id and m.status in ('queued', 'sending')
        -- One that is begun comes first: one with a lower id can have been stored later, by somebody who waited for a lock.
        order by m.status = 'queued', m.message_id
        limit 1;
        if not found then
            delete from job j where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id;
            outcome := 'none';
            return next;
            return;
        end if;

        if v_message.status = 'queued' then
            v_is_repeated := false;
            if v_message.author = 'bot' and not v_is_bots_turn then
                perform settle_message(p_tenant_id, v_message.message_id, 'cancelled', null, null, null);
            elsif v_message.kind <> 'template' and not window_is_open(v_channel, v_conversation.last_customer_at) then
                perform fail_unwindowed_send(v_channel, v_message);
            else
                outcome := 'ok';
            end if;
        else
            v_is_repeated := v_message.settling_since is null
                and coalesce(v_message.message_id = v_job.begun_message_id, false);
            if v_message.settling_since is null and (v_message.author <> 'bot' or v_is_bots_turn)
                and (v_is_repeated or delivers_once(v_channel, v_message.kind))
            then
                outcome := 'ok';
            else
                outcome := settle_lost_send(v_channel, v_message);
            end if;
        end if;
        exit when outcome is not null;
    end loop;

    if outcome = 'wait' then
        return next;
        return;
    end if;
    if outcome = 'ok' and not v_is_repeated then
        v_until := case
            when v_channel.sends_after > clock_timestamp() then v_channel.sends_after
            when v_channel.pair_burst is not null then take_pair_token(v_channel, p_conversation_id)
        end;
        if v_until is not null then
            perform postpone_send(p_tenant_id, p_conversation_id, v_until);
            outcome := 'wait';
            return next;
            return;
        end if;
        update message m
        set status = 'sending',
            begun_at = case when m.status = 'queued' then clock_timestamp() else coalesce(m.begun_at, m.received_at) end,
            may_be_out = m.may_be_out or m.status = 'sending'
        where m.tenant_id = p_tenant_id and m.message_id = v_message.message_id;
        update job j
        set begun_message_id = v_message.message_id
        where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id;
    end if;
    return query
    select outcome, m.message_id, m.author, m.kind, m.body, m.details, v_conversation.chat_address, v_channel.provider,
        v_channel.base_url, coalesce(x.access, ''), v_channel.address, delivers_once(v_channel, m.kind), v_channel.settings,
        coalesce(milliseconds(clock_timestamp() - m.settling_since), 0),
        floor(extract(epoch from coalesce(m.begun_at, m.received_at)))::bigint
    from message m
    left join channel_secret x on x.tenant_id = p_tenant_id and x.channel_id = v_channel.channel_id
    where m.tenant_id = p_tenant_id and m.message_id = v_message.message_id;
end
$$;
comment on function begin_send is 'Hands out the next message of a conversation to send.';
