-- return_to_bot: gives back to the bot the conversations in which the business's people have said nothing for
-- tenant.return_to_bot_after_ms. The customer's next message would do the same: see store_inbound.
--
-- One that somebody has locked at the moment stays for the next time.
-- Parameters: p_most: so many at most, so that a call is short however many there are.
-- Result: whether it gave any back. There may be more then, and the caller commits first: customers who write to these
-- conversations wait for their locks.
-- Called by: upkeep.
create or replace function return_to_bot(p_most integer) returns boolean
language plpgsql
set search_path = shi, pg_temp
-- A month's partition is empty when its plan is made: it would be scanned until the next analyze.
set enable_seqscan = off
as $$
declare
    v_given record;
    v_count integer := 0;
begin
    for v_given in
        select c.tenant_id, c.conversation_id
        from conversation c
        join tenant t on t.tenant_id = c.tenant_id
        where c.mode = 'human'
            and greatest(c.last_human_at, c.mode_changed_at)
                < now() - make_interval(secs => t.return_to_bot_after_ms / 1000.0)
        order by c.tenant_id, c.conversation_id
        limit p_most
        for no key update of c skip locked
    loop
        perform change_mode(v_given.tenant_id, v_given.conversation_id, 'bot');
        v_count := v_count + 1;
    end loop;
    return v_count > 0;
end
$$;
comment on function return_to_bot is 'Gives conversations back to the bot in which no human has spoken for long.';
