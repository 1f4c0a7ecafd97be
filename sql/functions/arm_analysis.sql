-- arm_analysis: makes the job that analyses a conversation when it has been quiet for analyze_after_ms.
--
-- A job that waits already is moved on, so that a lively conversation is not analysed after each reply; but not beyond ten
-- times analyze_after_ms from its making, so that it is analysed at all. deadline_at is a minute after that. One that runs is
-- left alone: it finds what is newer when it ends.
-- The caller holds the conversation's lock.
-- Called by: store_reply, finish_analysis.
create or replace function arm_analysis(p_tenant_id bigint, p_conversation_id bigint) returns void
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_now  timestamptz := clock_timestamp();
    v_wait interval;
begin
    select make_interval(secs => t.analyze_after_ms / 1000.0) into strict v_wait
    from tenant t
    where t.tenant_id = p_tenant_id;
    insert into job as j (tenant_id, kind, key, state, run_at, deadline_at)
    values (
        p_tenant_id, 'analyze', p_conversation_id, 'waiting', v_now + v_wait, v_now + 10 * v_wait + interval '60 seconds')
    on conflict (tenant_id, kind, key) do update
        set run_at = greatest(j.run_at, least(excluded.run_at, j.deadline_at - interval '60 seconds'))
        where j.state = 'waiting';
end
$$;
comment on function arm_analysis is 'Makes the job that analyses a conversation.';
