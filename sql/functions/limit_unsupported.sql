-- limit_unsupported: what cannot be read is answered once in ten minutes in a conversation: who sends ten polls is told
-- once.
--
-- Result: the elements; those that come too soon after another want no answer.
-- Called by: accept_messages.
create or replace function limit_unsupported(p_items inbound_item[]) returns inbound_item[]
language plpgsql
set search_path = shi, pg_temp
-- A month's partition is empty when its plan is made: it would be scanned until the next analyze.
set enable_seqscan = off
as $$
declare
    v_items   inbound_item[] := '{}';
    v_item    inbound_item;
    v_answers bigint[] := '{}';
begin
    foreach v_item in array p_items loop
        if v_item.kind = 'unsupported' and v_item.wants_answer then
            v_item.wants_answer := v_item.conversation_id <> all (v_answers) and not exists (
                select from message m
                where m.tenant_id = v_item.tenant_id and m.conversation_id = v_item.conversation_id
                    and m.message_id > id_at(now() - interval '10 minutes')
                    and m.kind = 'unsupported' and m.generation is not null);
            v_answers := v_answers || v_item.conversation_id;
        end if;
        v_items := v_items || v_item;
    end loop;
    return v_items;
end
$$;
comment on function limit_unsupported is 'What cannot be read is answered once in ten minutes.';
