-- settle_lost_send: what becomes of a message that must not be sent again, because a call for it may have begun: its sender
-- was lost during the call, or the call had no answer.
--
-- It settles as long as the channel gives it: the provider's report may still come. Where the provider can be asked, it is
-- asked a last time when that time is over.
-- Result: settle (ask the provider), wait (the job waits), or null: it is indeterminate, and the next message's turn.
-- The caller holds the locks of the conversation and of its send job.
-- Called by: begin_send.
create or replace function settle_lost_send(p_channel channel, p_message message) returns text
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    -- What an attempt before said is not why the last one's outcome is unknown.
    v_error text        := coalesce(
        case when p_message.may_be_out then p_message.error end, 'the sender was lost during the call');
    v_until timestamptz := settling_step(p_channel, p_message.settling_since);
    v_asks  boolean     := p_channel.settle_ms > 0 and offers_look_up(p_channel.provider);
begin
    if p_channel.pair_burst is not null and p_message.settling_since is null then
        perform end_pair_call(p_channel, p_message.conversation_id);
    end if;
    if v_until is null and not v_asks then
        perform settle_message(p_message.tenant_id, p_message.message_id, 'indeterminate', null, v_error, null);
        perform bury_send(p_message.tenant_id, p_message.conversation_id, p_message.message_id, 1, v_error);
        return null;
    end if;

    update message m
    set settling_since = coalesce(m.settling_since, clock_timestamp()), may_be_out = true, error = v_error
    where m.tenant_id = p_message.tenant_id and m.message_id = p_message.message_id;
    if v_asks then
        return 'settle';
    end if;
    perform postpone_send(p_message.tenant_id, p_message.conversation_id, v_until);
    return 'wait';
end
$$;
comment on function settle_lost_send is 'Waits for proof of a message that must not be sent again.';
