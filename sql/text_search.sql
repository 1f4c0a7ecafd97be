-- text_search.sql: how words are searched: with a Hebrew dictionary where the machine has one (Debian's hunspell-he, which
-- PostgreSQL's packages make available as he_il), and without where it has not. Run again, it follows the machine.
--
-- The dictionary knows which first letters of a Hebrew word are prefixes ("the", "in", "and"). It takes half a second and
-- 20 MB in each session that uses it, an eighth of a reply's time: only what is written is looked up in it. What is
-- searched for is tried with and without the letters that may be prefixes: see word_variants().

do $$
begin
    if not exists (select from pg_ts_config where cfgname = 'hebrew' and cfgnamespace = 'shi'::regnamespace) then
        create text search configuration hebrew (copy = simple);
        comment on text search configuration hebrew is
            'Hebrew by the dictionary he_il where the machine has it, English by its stems.';
        alter text search configuration hebrew
            alter mapping for asciiword, asciihword, hword_asciipart with english_stem, simple;
    end if;

    begin
        if not exists (select from pg_ts_dict where dictname = 'he_il' and dictnamespace = 'shi'::regnamespace) then
            create text search dictionary he_il (template = ispell, dictfile = he_il, afffile = he_il);
            comment on text search dictionary he_il is 'Hebrew words and their prefixes, from hunspell-he.';
        end if;
        perform ts_lexize('he_il', 'בית');
        alter text search configuration hebrew
            alter mapping for word, hword, hword_part with he_il, simple;
    exception when config_file_error or undefined_file then
        -- The machine has no such dictionary, or none any more.
        alter text search configuration hebrew
            alter mapping for word, hword, hword_part with simple;
        drop text search dictionary if exists he_il;
    end;
end
$$;
