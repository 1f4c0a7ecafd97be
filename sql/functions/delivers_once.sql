-- delivers_once: whether a message may be sent again while it is unknown whether it arrived: its provider delivers it once,
-- however often it gets it under the same id.
--
-- WAHA takes an id of ours with texts only: a file would arrive twice.
-- Called by: begin_send, give_up_send.
create or replace function delivers_once(p_channel channel, p_kind text) returns boolean
language plpgsql
immutable
set search_path = shi, pg_temp
as $$
begin
    return p_channel.honours_idempotency and (p_channel.provider <> 'waha' or p_kind = 'text');
end
$$;
comment on function delivers_once is 'Whether a message may be sent again while it is unknown whether it arrived.';
