-- offers_look_up: whether a kind of provider can be asked what became of a message whose call had no answer.
--
-- Those are the ones for which the program's ChannelProvider has a look-up.
-- Called by: settle_lost_send, settling_step.
create or replace function offers_look_up(p_provider text) returns boolean
language plpgsql
immutable
returns null on null input
as $$
begin
    return p_provider in ('twilio', 'sandbox');
end
$$;
comment on function offers_look_up is 'Whether a kind of provider can be asked what became of a message.';
