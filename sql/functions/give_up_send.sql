-- give_up_send: what becomes of a message whose call has not succeeded: it is tried again later, it settles, or it is over.
--
-- Parameters: as finish_send has them.
-- Result: until when the send job waits; null: the message has its final state.
-- The caller holds the locks of the conversation and of its send job; the message is in status sending.
-- Called by: finish_send.
create or replace function give_up_send(
    p_channel       channel,
    p_job           job,
    p_message       message,
    p_result        text,
    p_error         text,
    p_send_ms       integer,
    p_retry_ms      integer,
    p_most_attempts integer
) returns timestamptz
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_now         timestamptz := clock_timestamp();
    v_may_be_out  boolean     := p_message.may_be_out or p_result = 'unknown';
    v_is_settling boolean     := p_message.settling_since is not null;
    v_retry_at    timestamptz := v_now + make_interval(secs => least(greatest(p_retry_ms, 0), 86400000) / 1000.0);
    v_until       timestamptz;
begin
    if p_result = 'throttled' then
        v_until := greatest(p_channel.sends_after, v_retry_at);
    elsif p_result = 'blocked' then
        v_until := greatest(p_channel.sends_after, v_now + interval '60 seconds');
    elsif not v_is_settling and p_job.attempt + 1 < p_most_attempts
        and (p_result = 'not_sent' or (p_result = 'unknown' and delivers_once(p_channel, p_message.kind)))
    then
        v_until := v_retry_at;
        update job j
        set attempt = j.attempt + 1
        where j.tenant_id = p_job.tenant_id and j.kind = 'send' and j.key = p_job.key;
    elsif v_may_be_out then
        v_until := settling_step(p_channel, p_message.settling_since);
        v_is_settling := true;
    end if;

    if v_until is null then
        perform settle_message(
            p_message.tenant_id, p_message.message_id, case when v_may_be_out then 'indeterminate' else 'failed' end,
            null, coalesce(p_error, p_message.error), p_send_ms);
        perform bury_send(
            p_message.tenant_id, p_message.conversation_id, p_message.message_id, p_job.attempt + 1,
            coalesce(p_error, p_message.error, p_result));
        return null;
    end if;
    update message m
    set status = case when v_may_be_out then m.status else 'queued' end,
        may_be_out = v_may_be_out,
        settling_since = case when v_is_settling then coalesce(m.settling_since, v_now) end,
        error = left(coalesce(p_error, m.error), 500)
    where m.tenant_id = p_message.tenant_id and m.message_id = p_message.message_id;
    return v_until;
end
$$;
comment on function give_up_send is 'What becomes of a message whose call has not succeeded.';
