-- end_pair_call: counts a message for the limit of its pair as late as the provider may have counted it.
--
-- Its token was taken before the call; the provider saw the message at some time until now. Without this a slow call would be
-- followed too soon, by the provider's clock.
-- Parameters: p_channel: one that has such a limit. The caller holds the conversation's lock.
-- Called by: settle_lost_send, finish_send.
create or replace function end_pair_call(p_channel channel, p_conversation_id bigint) returns void
language plpgsql
set search_path = shi, pg_temp
as $$
begin
    update conversation c
    set pair_full_at = greatest(
        c.pair_full_at, clock_timestamp() + make_interval(secs => p_channel.pair_interval_ms / 1000.0))
    where c.tenant_id = p_channel.tenant_id and c.conversation_id = p_conversation_id;
end
$$;
comment on function end_pair_call is 'Counts a message for the limit of its pair at the end of its call.';
