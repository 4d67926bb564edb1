-- A ledger as version 2 of the schema was written, by the program that reached it through SQLAlchemy.
BEGIN TRANSACTION;
CREATE TABLE events (
	id INTEGER NOT NULL, 
	at VARCHAR(40) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	marker VARCHAR(200) NOT NULL, 
	attempt INTEGER, 
	issue VARCHAR(20) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	provider VARCHAR(60) NOT NULL, 
	audience TEXT NOT NULL, 
	remote_id TEXT NOT NULL, 
	detail JSON NOT NULL, 
	host TEXT NOT NULL, 
	pid INTEGER NOT NULL, 
	user TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "events" VALUES(1,'2024-02-01T10:30:00.558+00:00','test','2024-01-15a15397695d',NULL,'2024-01','87de73c99f8dfed2c0ccaeb21a65434c686cf33eb0ea9a782d67e2d53640c8fa','outbox','tester@example.org','','{"answer": "written to outbox/2024-01-test-3e68f871.eml"}','mail1',4711,'anna');
INSERT INTO "events" VALUES(2,'2024-02-01T10:30:00.687+00:00','intent','2024-01-15a15397695d',1,'2024-01','87de73c99f8dfed2c0ccaeb21a65434c686cf33eb0ea9a782d67e2d53640c8fa','outbox','the folder outbox/','','{}','mail1',4711,'anna');
INSERT INTO "events" VALUES(3,'2024-02-01T10:30:00.687+00:00','sending','2024-01-15a15397695d',1,'2024-01','87de73c99f8dfed2c0ccaeb21a65434c686cf33eb0ea9a782d67e2d53640c8fa','outbox','the folder outbox/','2024-01-87de73c9.eml','{"held": "{\"audience\": \"\", \"html\": \"88c31cc97814150f9caba23913cdcf559d0a4f3bc8e815b0b1838611a305c4ed\", \"preheader\": null, \"reply_to\": null, \"sender\": {\"email\": \"digest@example.org\", \"name\": \"Riverside Digest\"}, \"subject\": \"The issue 2024-01\", \"text\": \"8d10b184ad800b4ae6543250df66ef810a9ee7ea85e1289b7703dd076a262ed3\"}", "options": "{\"folder\":\"outbox\"}"}','mail1',4711,'anna');
INSERT INTO "events" VALUES(4,'2024-02-01T10:30:00.687+00:00','sent','2024-01-15a15397695d',1,'2024-01','87de73c99f8dfed2c0ccaeb21a65434c686cf33eb0ea9a782d67e2d53640c8fa','outbox','the folder outbox/','2024-01-87de73c9.eml','{"answer": "written to outbox/2024-01-87de73c9.eml", "reached": "nobody"}','mail1',4711,'anna');
INSERT INTO "events" VALUES(5,'2024-03-02T10:30:00.000+00:00','intent','nk-other-77aa',1,'2024-02','77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa','smtp','readers@lists.example.org','<2024-02@example.org>','{}','mail1',4711,'anna');
INSERT INTO "events" VALUES(6,'2024-03-02T10:30:01.000+00:00','sending','nk-other-77aa',2,'2024-02','77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa','smtp','readers@lists.example.org','<2024-02@example.org>','{"why": "Zo\u00eb\u2019s server said \u201cno\u201d", "by": "anna"}','mail1',4711,'anna');
INSERT INTO "events" VALUES(7,'2024-03-02T10:30:02.000+00:00','sent','nk-other-77aa',3,'2024-02','77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa','smtp','readers@lists.example.org','<2024-02@example.org>','{}','mail1',4711,'anna');
INSERT INTO "events" VALUES(8,'2024-03-02T10:30:03.000+00:00','scheduled','nk-other-77aa',4,'2024-02','77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa','smtp','readers@lists.example.org','<2024-02@example.org>','{"why": "Zo\u00eb\u2019s server said \u201cno\u201d", "by": "anna"}','mail1',4711,'anna');
INSERT INTO "events" VALUES(9,'2024-03-02T10:30:04.000+00:00','cancelling','nk-other-77aa',5,'2024-02','77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa','smtp','readers@lists.example.org','<2024-02@example.org>','{}','mail1',4711,'anna');
INSERT INTO "events" VALUES(10,'2024-03-02T10:30:05.000+00:00','cancelled','nk-other-77aa',6,'2024-02','77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa','smtp','readers@lists.example.org','<2024-02@example.org>','{"why": "Zo\u00eb\u2019s server said \u201cno\u201d", "by": "anna"}','mail1',4711,'anna');
INSERT INTO "events" VALUES(11,'2024-03-02T10:30:06.000+00:00','failed','nk-other-77aa',7,'2024-02','77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa','smtp','readers@lists.example.org','<2024-02@example.org>','{}','mail1',4711,'anna');
INSERT INTO "events" VALUES(12,'2024-03-02T10:30:07.000+00:00','unknown','nk-other-77aa',8,'2024-02','77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa','smtp','readers@lists.example.org','<2024-02@example.org>','{"why": "Zo\u00eb\u2019s server said \u201cno\u201d", "by": "anna"}','mail1',4711,'anna');
INSERT INTO "events" VALUES(13,'2024-03-02T10:30:08.000+00:00','resolved-sent','nk-other-77aa',9,'2024-02','77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa','smtp','readers@lists.example.org','<2024-02@example.org>','{}','mail1',4711,'anna');
INSERT INTO "events" VALUES(14,'2024-03-02T10:30:09.000+00:00','resolved-scheduled','nk-other-77aa',10,'2024-02','77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa','smtp','readers@lists.example.org','<2024-02@example.org>','{"why": "Zo\u00eb\u2019s server said \u201cno\u201d", "by": "anna"}','mail1',4711,'anna');
INSERT INTO "events" VALUES(15,'2024-03-02T10:30:10.000+00:00','resolved-unsent','nk-other-77aa',11,'2024-02','77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa','smtp','readers@lists.example.org','<2024-02@example.org>','{}','mail1',4711,'anna');
INSERT INTO "events" VALUES(16,'2024-03-02T10:30:11.000+00:00','trying','nk-other-77aa',12,'2024-02','77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa','smtp','readers@lists.example.org','<2024-02@example.org>','{"why": "Zo\u00eb\u2019s server said \u201cno\u201d", "by": "anna"}','mail1',4711,'anna');
INSERT INTO "events" VALUES(17,'2024-03-02T10:30:12.000+00:00','tried','nk-other-77aa',13,'2024-02','77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa','smtp','readers@lists.example.org','<2024-02@example.org>','{}','mail1',4711,'anna');
INSERT INTO "events" VALUES(18,'2024-03-02T10:30:13.000+00:00','test','nk-other-77aa',NULL,'2024-02','77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa','smtp','readers@lists.example.org','<2024-02@example.org>','{"why": "Zo\u00eb\u2019s server said \u201cno\u201d", "by": "anna"}','mail1',4711,'anna');
CREATE TABLE ledger (
	version INTEGER NOT NULL, 
	identity VARCHAR(36) NOT NULL
);
INSERT INTO "ledger" VALUES(2,'5b0c7f0e-3f5d-4d0b-9a55-1d2f4be0a6c1');
CREATE TABLE letters (
	digest VARCHAR(64) NOT NULL, 
	subject TEXT NOT NULL, 
	preheader TEXT NOT NULL, 
	sender TEXT NOT NULL, 
	layout VARCHAR(64) NOT NULL, 
	text JSON NOT NULL, 
	PRIMARY KEY (digest)
);
INSERT INTO "letters" VALUES('87de73c99f8dfed2c0ccaeb21a65434c686cf33eb0ea9a782d67e2d53640c8fa','The issue 2024-01','In short, what there is to read in this issue.','Riverside Digest <digest@example.org>','a21f397d8a5acf56daac5a17cc7c7b63cc1825128158426e45a3eade9916c0e8','["Riverside Digest \u00b7 January 2024 \u00b7 Riverside Safeguarding Partnership", "", "Issue 2024-01", "=============", "", "Welcome to 2024-01.", "", "Read this issue on the web:", "<https://digest.example.org/riverside/issues/2024-01/>", "", "A word", "------", "", "Hello.", "", "Review one", "----------", "", "Serious case review", "", "What happened.", "", "What the review found", "", "- Listen", "", "--", "", "Riverside Digest is published by Riverside Safeguarding Partnership and", "sent by Riverside Digest <digest@example.org>.", "1 Quay Street, Riverside", "", "You receive this e-mail because you subscribed to it.", "Unsubscribe: <https://merge.invalid/unsubscribe_url>", "Other ways to read it: <https://digest.example.org/riverside/subscribe/>"]');
CREATE INDEX ix_events_marker ON events (marker);
CREATE UNIQUE INDEX one_claim ON events (marker, attempt) WHERE kind IN ('intent', 'trying');
CREATE TRIGGER no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER no_letter_update BEFORE UPDATE ON letters BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER no_letter_delete BEFORE DELETE ON letters BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
COMMIT;
