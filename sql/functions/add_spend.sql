-- add_spend: adds what models were asked and cost to the tenant's day.
--
-- A connection has one of the day's sixteen rows, so that those that end at the same moment seldom wait for each other.
-- It is the last that a transaction does, so that the row is held for the commit alone.
-- Called by: worker (for what was asked in vain), finish_reply, finish_analysis.
create or replace function add_spend(
    p_tenant_id         bigint,
    p_requests          bigint,
    p_prompt_tokens     bigint,
    p_completion_tokens bigint,
    p_microdollars      bigint
) returns void
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
declare
    -- No turn costs a million dollars, and no sum of such overflows.
    c_most constant bigint := 1000000000000;
begin
    if coalesce(p_requests, 0) <= 0 and coalesce(p_prompt_tokens, 0) <= 0 and coalesce(p_completion_tokens, 0) <= 0
        and coalesce(p_microdollars, 0) <= 0
    then
        return;
    end if;
    insert into spend as s (tenant_id, day, shard, requests, prompt_tokens, completion_tokens, microdollars)
    select t.tenant_id, (clock_timestamp() at time zone t.time_zone)::date, pg_backend_pid() % 16,
        greatest(0, least(c_most, coalesce(p_requests, 0))),
        greatest(0, least(c_most, coalesce(p_prompt_tokens, 0))),
        greatest(0, least(c_most, coalesce(p_completion_tokens, 0))),
        greatest(0, least(c_most, coalesce(p_microdollars, 0)))
    from tenant t
    where t.tenant_id = p_tenant_id
    on conflict (tenant_id, day, shard) do update
        set requests = s.requests + excluded.requests,
            prompt_tokens = s.prompt_tokens + excluded.prompt_tokens,
            completion_tokens = s.completion_tokens + excluded.completion_tokens,
            microdollars = s.microdollars + excluded.microdollars;
end
$$;
comment on function add_spend is 'Adds what models cost to the tenant''s day.';
