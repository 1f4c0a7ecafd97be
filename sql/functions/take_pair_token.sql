-- take_pair_token: lets one more message go to a contact, if the provider's limit for one pair of numbers allows it.
--
-- The token bucket is one moment, conversation.pair_full_at, at which it will be full again: a message puts that off by
-- pair_interval_ms, and none may go while it is further away than the bucket holds. So it is exact, whoever asks.
-- Parameters: p_channel: one that has such a limit.
-- Result: null: the token is taken; otherwise when there is one. The caller holds the conversation's lock.
-- Called by: begin_send, store_reply.
create or replace function take_pair_token(p_channel channel, p_conversation_id bigint) returns timestamptz
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_now      timestamptz := clock_timestamp();
    v_interval interval := make_interval(secs => p_channel.pair_interval_ms / 1000.0);
    v_free_at  timestamptz;
begin
    select greatest(c.pair_full_at, v_now) - (p_channel.pair_burst - 1) * v_interval into v_free_at
    from conversation c
    where c.tenant_id = p_channel.tenant_id and c.conversation_id = p_conversation_id;
    if v_free_at > v_now then
        return v_free_at;
    end if;
    update conversation c
    set pair_full_at = greatest(c.pair_full_at, v_now) + v_interval
    where c.tenant_id = p_channel.tenant_id and c.conversation_id = p_conversation_id;
    return null;
end
$$;
comment on function take_pair_token is 'Lets one more message go to a contact, if the limit allows it.';
