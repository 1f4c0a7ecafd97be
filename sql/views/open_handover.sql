-- open_handover: the customers who wait for a human, the longest wait first.
--
-- It is resolved by taking the conversation over: set_conversation_mode(..., 'human').
-- Read by: the DBA and operators' tools (shi_admin). No program reads a view.
create or replace view open_handover as
select
    h.tenant_id,
    h.requested_at,
    h.reason,
    p.name as customer,
    c.chat_address,
    h.conversation_id
from handover h
join conversation c on c.tenant_id = h.tenant_id and c.conversation_id = h.conversation_id
join contact p on p.tenant_id = h.tenant_id and p.contact_id = h.contact_id
where h.resolved_at is null
order by h.requested_at;
comment on view open_handover is 'The customers who wait for a human.';
