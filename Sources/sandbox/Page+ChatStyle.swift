extension Page {
    /// The style sheet's second part: the conversation.
    static let chatStyle = #"""
        .chat { display: flex; flex-direction: column; min-width: 0; min-height: 0; background: var(--wall); }
        .chat-head {
          display: flex; gap: .75rem; align-items: center; padding: .5rem 1rem; background: var(--panel);
          border-bottom: 1px solid var(--line);
        }
        .chat-head h2 { font-size: 1rem; text-align: left; }
        .chat-head p { font-size: .8rem; color: var(--soft); }
        .chat-head label { margin-inline-start: auto; font-size: .8rem; color: var(--soft); text-align: end; }
        select {
          font: inherit; color: inherit; border: 1px solid var(--line); border-radius: .5rem; background: var(--panel);
          padding: .35rem .4rem; max-width: 11rem;
        }
        .scroller { position: relative; flex: 1; min-height: 0; overflow-y: auto; padding: 1rem clamp(.6rem, 4vw, 4rem); }
        .welcome {
          width: fit-content; max-width: 100%; margin: 1rem auto; padding: .4rem .8rem; border-radius: .6rem;
          background: var(--panel); color: var(--soft); font-size: .85rem; text-align: center;
        }

        .message { display: flex; flex-direction: column; margin-bottom: .55rem; }
        .message.own { align-items: flex-end; }
        .message.other { align-items: flex-start; }
        .bubble {
          max-width: min(34rem, 88%); padding: .4rem .65rem .3rem; border-radius: .7rem;
          box-shadow: 0 1px 1px rgb(0 0 0 / .13);
        }
        .own .bubble { background: var(--own); border-end-end-radius: .15rem; }
        .other .bubble { background: var(--other); border-end-start-radius: .15rem; }
        /* Isolated, with one direction for the whole message as in WhatsApp: decided line by line, the Latin name that a
           line of a Hebrew list begins with would turn that line around. */
        .body { unicode-bidi: isolate; white-space: pre-wrap; overflow-wrap: anywhere; text-align: start; }
        .body bdi { white-space: nowrap; }
        .facts {
          display: flex; justify-content: flex-end; align-items: center; gap: .3rem; font-size: .7rem;
          color: var(--soft);
        }
        .ticks { letter-spacing: -.28em; padding-inline-end: .28em; font-size: .8rem; line-height: 1; }
        .ticks.read { color: var(--read); }
        .kind { font-size: .75rem; color: var(--soft); }
        .body:empty { display: none; }
        .ticks.refused, .ticks.failed { color: var(--bad); letter-spacing: 0; font-weight: 700; }
        .refusal { margin-top: .15rem; font-size: .8rem; color: var(--bad); max-width: min(34rem, 88%); }
        .refusal button {
          margin-inline-start: .4rem; padding: .05rem .5rem; border: 1px solid currentColor; border-radius: 1rem;
          background: none;
        }
        .stages {
          display: flex; flex-wrap: wrap; gap: 0 .8rem; margin: .15rem .3rem 0; font-size: .72rem; color: var(--soft);
          font-variant-numeric: tabular-nums;
        }
        .stages dt, .stages dd { display: inline; margin: 0; }
        .stages dd { font-weight: 600; }

        .typing { width: fit-content; padding: .6rem .8rem; border-radius: .7rem; background: var(--other); }
        .dots { display: flex; gap: .25rem; }
        .dots i {
          width: .45rem; height: .45rem; border-radius: 50%; background: var(--soft); animation: wave 1.2s infinite;
        }
        .dots i:nth-child(2) { animation-delay: .15s; }
        .dots i:nth-child(3) { animation-delay: .3s; }
        @keyframes wave { 0%, 60%, 100% { opacity: .35; } 30% { opacity: 1; transform: translateY(-.2rem); } }
        @media (prefers-reduced-motion: reduce) { .dots i { animation: none; } }

        .suggestions { display: flex; gap: .4rem; padding: .4rem clamp(.6rem, 2vw, 1rem); overflow-x: auto; }
        .suggestions button {
          flex: none; padding: .35rem .8rem; border: 1px solid var(--line); border-radius: 1rem;
          background: var(--panel); font-size: .85rem; unicode-bidi: plaintext;
        }
        .suggestions button:hover { background: var(--chosen); }
        .composer {
          display: flex; gap: .5rem; align-items: flex-end; padding: .5rem clamp(.6rem, 2vw, 1rem) .7rem;
          background: var(--panel); border-top: 1px solid var(--line);
        }
        .composer select { height: 2.6rem; max-width: 8.5rem; font-size: .85rem; }
        .composer textarea {
          flex: 1; min-width: 0; max-height: 8rem; padding: .55rem .9rem; border: 1px solid var(--line);
          border-radius: 1.3rem; background: var(--page); resize: none; field-sizing: content; unicode-bidi: plaintext;
        }
        .composer button {
          flex: none; display: grid; place-items: center; width: 2.7rem; height: 2.7rem; border: 0; border-radius: 50%;
          background: var(--brand);
        }
        .composer svg { width: 1.3rem; height: 1.3rem; fill: var(--on-brand); }

        """#
    /// The style sheet's last part: small screens.
    static let narrowStyle = #"""
        @media (max-width: 759px) {
          main { grid-template-columns: 1fr; grid-template-rows: auto 1fr; }
          nav { border-inline-end: 0; border-bottom: 1px solid var(--line); }
          nav h2, .customer-last, .chat-head .picture, .chat-head div { display: none; }
          .chat-head { padding: .25rem .6rem; }
          .composer select { max-width: 6.5rem; }
          nav ul { display: flex; overflow-x: auto; }
          nav li { flex: 1 0 auto; }
          .customer-text { flex: none; }
          .customer { justify-content: center; gap: .4rem; padding: .5rem .6rem; }
          .customer .picture { width: 1.6rem; height: 1.6rem; font-size: .8rem; }
          .customer-name { font-weight: 400; font-size: .9rem; white-space: nowrap; }
          .customer[aria-current="true"] { box-shadow: inset 0 -3px var(--brand); }
          .about { padding: .45rem .75rem .5rem; }
          .about p { font-size: .78rem; line-height: 1.3; }
        }

        """#
}
