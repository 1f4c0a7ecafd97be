-- trigram_signature: which trigrams a text has, as bits of a fixed number, so that texts that can be alike are found at a
-- fiftieth of the cost of comparing them: most of a name's bits are also those of a text that has the name.
--
-- Called by: other functions.
create or replace function trigram_signature(p_folded text) returns bit(1024)
language plpgsql
immutable
returns null on null input
set search_path = shi, pg_temp
as $$
declare
    v_bits    bit(1024) := repeat('0', 1024)::bit(1024);
    v_trigram text;
begin
    foreach v_trigram in array show_trgm(p_folded) loop
        v_bits := set_bit(v_bits, hashtext(v_trigram) & 1023, 1);
    end loop;
    return v_bits;
end
$$;
comment on function trigram_signature is 'Which trigrams a text has, as bits.';
