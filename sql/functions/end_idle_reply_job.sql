-- end_idle_reply_job: deletes a reply job that has nothing to do; where that has changed meanwhile, gives it back: its holder
-- does no more for it.
--
-- Parameters: p_generation: messages up to this one get no answer; null where that is not what makes the job idle.
-- Called by: begin_turn.
create or replace function end_idle_reply_job(
    p_tenant_id       bigint,
    p_conversation_id bigint,
    p_lease_token     uuid,
    p_generation      integer
) returns void
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_conversation conversation;
begin
    select * into v_conversation
    from conversation
    where tenant_id = p_tenant_id and conversation_id = p_conversation_id
    for no key update;

    if p_generation > v_conversation.answered_generation and exists (
        select from job j
        where j.tenant_id = p_tenant_id and j.kind = 'reply' and j.key = p_conversation_id
            and j.lease_token = p_lease_token)
    then
        update conversation c
        set answered_generation = p_generation
        where c.tenant_id = p_tenant_id and c.conversation_id = p_conversation_id;
        v_conversation.answered_generation := p_generation;
    end if;

    delete from job j
    where j.tenant_id = p_tenant_id and j.kind = 'reply' and j.key = p_conversation_id
        and j.lease_token = p_lease_token
        and (v_conversation.mode <> 'bot'
            or v_conversation.answered_generation = v_conversation.generation
            or exists (
                select from contact p
                where p.tenant_id = p_tenant_id and p.contact_id = v_conversation.contact_id
                    and p.opted_out_at is not null));
    if found then
        return;
    end if;
    update job j
    set state = 'ready', worker_id = null, lease_token = null
    where j.tenant_id = p_tenant_id and j.kind = 'reply' and j.key = p_conversation_id
        and j.lease_token = p_lease_token;
    if found then
        -- Seldom enough to be announced within the transaction: see announce_jobs.
        perform pg_notify('shi_job', 'reply');
    end if;
end
$$;
comment on function end_idle_reply_job is 'Deletes a reply job that has nothing to do, or gives it back.';
