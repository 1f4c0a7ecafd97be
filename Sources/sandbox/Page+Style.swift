extension Page {
    /// The style sheet: colours, the frame of the page, the list of customers; the conversation and small screens follow.
    static let style =
        #"""
        :root {
          color-scheme: light dark;
          --brand: #0b7a5b; --on-brand: #fff; --page: #eef1ef; --panel: #fff; --wall: #ece5dc; --line: #d9dedb;
          --text: #15211c; --soft: #5b6963; --own: #d6f5cf; --other: #fff; --read: #1479c9; --bad: #b3261e;
          --chosen: #e3efe9; --focus: #0b57d0;
          font: 16px/1.4 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Hebrew", Arial, sans-serif;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --brand: #14684f; --on-brand: #fff; --page: #0e1512; --panel: #16201c; --wall: #0b1210; --line: #2b3833;
            --text: #e6ece9; --soft: #9fb0a8; --own: #134d37; --other: #22302b; --read: #6cc0ff; --bad: #ff9a91;
            --chosen: #21332c; --focus: #8ab4f8;
          }
        }
        * { box-sizing: border-box; }
        [hidden] { display: none !important; }
        html, body { height: 100%; margin: 0; }
        body { display: flex; flex-direction: column; height: 100dvh; background: var(--page); color: var(--text); }
        h1, h2, p, ul, ol { margin: 0; padding: 0; }
        ul, ol { list-style: none; }
        button, textarea { font: inherit; color: inherit; }
        button { cursor: pointer; }
        :focus-visible { outline: 3px solid var(--focus); outline-offset: -3px; }
        .unseen {
          position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
        }

        .about { padding: .6rem 1rem .7rem; background: var(--brand); color: var(--on-brand); }
        .about h1 { font-size: 1.05rem; }
        .about p { font-size: .85rem; max-width: 70rem; }
        .about strong { font-weight: 600; }
        .trouble { padding: .4rem 1rem; background: var(--bad); color: var(--panel); font-size: .9rem; }

        main { position: relative; overflow: hidden; flex: 1; min-height: 0; display: grid; grid-template-columns: 19rem 1fr; }
        nav { background: var(--panel); border-inline-end: 1px solid var(--line); overflow-y: auto; }
        nav h2 { padding: .8rem 1rem .3rem; font-size: .8rem; font-weight: 600; color: var(--soft); }
        .customer {
          display: flex; gap: .75rem; align-items: center; width: 100%; padding: .6rem 1rem; border: 0;
          background: none; text-align: start;
        }
        .customer:hover, .customer[aria-current="true"] { background: var(--chosen); }
        .customer-text { flex: 1; min-width: 0; }
        .customer-name { display: block; font-weight: 600; text-align: left; }
        .customer-last {
          display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: .82rem;
          color: var(--soft); text-align: left;
        }
        .unread {
          min-width: 1.3rem; padding: 0 .35rem; border-radius: 1rem; background: var(--brand); color: var(--on-brand);
          font-size: .75rem; line-height: 1.3rem; text-align: center;
        }
        .picture {
          display: grid; place-items: center; flex: none; width: 2.6rem; height: 2.6rem; border-radius: 50%;
          color: #fff; font-weight: 600; background: #60707a;
        }
        .picture-0 { background: #8a3d6b; } .picture-1 { background: #2f5fa8; }
        .picture-2 { background: #9a5b12; } .picture-3 { background: #53653b; }

        """# + chatStyle + narrowStyle
}
