"""What a telephone is told beside a mail, by Web Push or SMS, to who asked: one interface
(`canal`), one outbox (`envois`), what each account chose (`actions`)."""
