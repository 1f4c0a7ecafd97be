-- reply_deadline: by when a message must be answered: so long after its arrival, longer where a voice note is heard
-- first.
--
-- What was stored late (it lay in the spool, or the provider has posted it again) gets at least half of the time:
-- without that it would be answered by the lowest rung of the ladder, although somebody still reads the answer.
-- Parameters: of the message: its id, which tells when it was stored; its kind; when it arrived.
-- Called by: make_reply_jobs, store_reply.
create or replace function reply_deadline(
    p_tenant      tenant,
    p_message_id  bigint,
    p_kind        text,
    p_received_at timestamptz
) returns timestamptz
language plpgsql
immutable
set search_path = shi, pg_temp
as $$
declare
    v_time interval := make_interval(secs => (
        case when p_kind = 'voice' then greatest(p_tenant.voice_deadline_ms, p_tenant.reply_deadline_ms)
            else p_tenant.reply_deadline_ms end) / 1000.0);
begin
    return greatest(p_received_at, id_time(p_message_id) - v_time / 2) + v_time;
end
$$;
comment on function reply_deadline is 'By when a message must be answered.';
