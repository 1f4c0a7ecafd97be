-- fail_unwindowed_send: ends a message that was not begun in time: the provider would take only a template by now.
--
-- The caller holds the locks of the conversation and of its send job.
-- Called by: begin_send.
create or replace function fail_unwindowed_send(p_channel channel, p_message message) returns void
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_error text := format(
        'the customer''s last message is over %s hours ago: only templates may be sent', p_channel.window_hours);
begin
    perform settle_message(p_message.tenant_id, p_message.message_id, 'failed', null, v_error, null);
    perform bury_send(p_message.tenant_id, p_message.conversation_id, p_message.message_id, 1, v_error);
end
$$;
comment on function fail_unwindowed_send is 'Ends a message for which the provider''s window has closed.';
