-- unclaimed_ids: which of a provider's ids belong to no message yet: what a look-up found is the message that was looked for
-- only if nothing else is known to be it.
--
-- Result: the ids, in their order.
-- Called by: worker.
create or replace function unclaimed_ids(p_tenant_id bigint, p_conversation_id bigint, p_ids text[]) returns setof text
language sql
stable
security definer
set search_path = shi, pg_temp
begin atomic
    select u.id
    from unnest(p_ids) with ordinality as u (id, ordinality)
    where u.id is not null and not exists (
        select from provider_message p
        where p.tenant_id = p_tenant_id and p.provider_message_id = u.id
            and p.channel_id = (
                select c.channel_id from conversation c
                where c.tenant_id = p_tenant_id and c.conversation_id = p_conversation_id))
    order by u.ordinality;
end;
comment on function unclaimed_ids is 'Which of a provider''s ids belong to no message yet.';
