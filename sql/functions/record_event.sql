-- record_event: keeps what has happened to a lead.
--
-- Called by: other functions.
create or replace function record_event(
    p_conversation conversation,
    p_turn_id      bigint,
    p_kind         text,
    p_source       text,
    p_details      jsonb
) returns void
language plpgsql
set search_path = shi, pg_temp
as $$
begin
    insert into lead_event (tenant_id, event_id, contact_id, conversation_id, turn_id, kind, source, details)
    values (
        p_conversation.tenant_id, next_id(), p_conversation.contact_id, p_conversation.conversation_id, p_turn_id, p_kind,
        p_source, p_details);
end
$$;
comment on function record_event is 'Keeps what has happened to a lead.';
