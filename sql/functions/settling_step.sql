-- settling_step: when a message of unknown outcome is looked at next.
--
-- Where the provider can be asked, that is done 2, 5, 10, 20, 40 … s after the outcome became unknown, and a last time at the
-- end of channel.settle_ms; elsewhere only the end matters, since a report comes by itself.
-- Parameters: p_since: when the outcome became unknown; null: now.
-- Result: the moment; null where the time is over, or the channel gives none.
-- Called by: settle_lost_send, give_up_send.
create or replace function settling_step(p_channel channel, p_since timestamptz) returns timestamptz
language plpgsql
stable
set search_path = shi, pg_temp
as $$
declare
    v_now     timestamptz := clock_timestamp();
    v_since   timestamptz := coalesce(p_since, v_now);
    v_end     timestamptz := v_since + make_interval(secs => p_channel.settle_ms / 1000.0);
    v_seconds integer;
begin
    if v_end <= v_now then
        return null;
    end if;
    if offers_look_up(p_channel.provider) then
        foreach v_seconds in array array[2, 5, 10, 20, 40, 80, 160, 320] loop
            if v_since + make_interval(secs => v_seconds) > v_now then
                return least(v_end, v_since + make_interval(secs => v_seconds));
            end if;
        end loop;
    end if;
    return v_end;
end
$$;
comment on function settling_step is 'When a message of unknown outcome is looked at next.';
