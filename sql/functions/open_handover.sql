-- open_handover: a conversation waits for a human, unless it does already; and the lead's events say so.
--
-- Called by: apply_writes, merge_leads.
create or replace function open_handover(p_conversation conversation, p_turn_id bigint, p_reason text, p_source text)
returns void
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_reason text := left(coalesce(p_reason, ''), 500);
begin
    insert into handover (tenant_id, handover_id, conversation_id, contact_id, reason)
    values (
        p_conversation.tenant_id, next_id(), p_conversation.conversation_id, p_conversation.contact_id, v_reason)
    on conflict do nothing;
    if found then
        perform record_event(
            p_conversation, p_turn_id, 'hand_over', p_source, jsonb_build_object('reason', v_reason));
    end if;
end
$$;
comment on function open_handover is 'Has a conversation wait for a human.';
