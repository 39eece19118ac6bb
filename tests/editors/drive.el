;;; drive.el --- Drives Emacs through one story  -*- lexical-binding: t -*-

;; Open, diagnostics, a fix, optimize, the proven edit, save. What was seen is written as JSON to $MOTJUSTE_TEST_SEEN.
;; Code actions are chosen in the list that a user would see.

(require 'cl-lib)
(require 'json)
(require 'eglot)

(defvar drive-menu nil "Titles of all code actions that were listed.")
(defvar drive-messages nil "What the server said.")
(defvar drive-choice nil "Matches the action to take.")

(defun drive-wait (what condition)
  "Wait until CONDITION holds; WHAT names it."
  (let ((end (+ (float-time) 60)))
    (while (not (funcall condition))
      (when (> (float-time) end) (error "Not in time: %s" what))
      (accept-process-output nil 0.02))))

(defun drive-diagnostics (words)
  "The texts of diagnostics that hold WORDS."
  ;; Emacs without a terminal is never idle, so the timers that send edits and fetch diagnostics do not run.
  (eglot--signal-textDocument/didChange)
  (flymake-start)
  (cl-remove-if-not (lambda (text) (string-match-p (regexp-quote words) text))
                    (mapcar #'flymake-diagnostic-text (flymake-diagnostics))))

(defun drive-take (words choice)
  "Take the code action that matches CHOICE behind WORDS."
  (goto-char (point-min))
  (search-forward words)
  (setq drive-choice choice)
  (let ((last-nonmenu-event ?a))
    (call-interactively #'eglot-code-actions)))

(defun drive-choose (prompt collection &rest _)
  "Take what `drive-choice' matches of COLLECTION; whether a run may spend is answered with yes.
PROMPT tells the server's questions from menus; its other questions are left alone, their message is noted."
  (let ((titles (all-completions "" collection)))
    (if (string-match-p "Choose an option" prompt)
        (progn (setq drive-messages
                     (append drive-messages (list (replace-regexp-in-string "^.*(type=[0-9]*): " "" prompt))))
               (cl-find "Run" titles :test #'equal))
      (setq drive-menu (append drive-menu titles))
      (or (cl-find-if (lambda (title) (string-match-p drive-choice title)) titles)
          (error "No code action matches %s among %S" drive-choice titles)))))

(cl-defmethod eglot-handle-notification :after
  (_server (_method (eql window/showMessage)) &key message &allow-other-keys)
  (setq drive-messages (append drive-messages (list message))))

(defun drive-story ()
  "Open, mend, optimize, save; gives what was seen."
  (advice-add 'completing-read :override #'drive-choose)
  (find-file (getenv "MOTJUSTE_TEST_PROMPT"))
  (run-hooks 'post-command-hook)
  (drive-wait "a server" #'eglot-managed-p)
  (drive-wait "a finding" (lambda () (drive-diagnostics "used twice: the item")))
  (let ((fixes (drive-diagnostics "used twice: the item")) marks)
    (drive-take "2. Add nothing.\n" (getenv "MOTJUSTE_TEST_FIX"))
    (drive-wait "the finding's end" (lambda () (not (drive-diagnostics "used twice: the item"))))
    (drive-take "Find" "^Optimize this prompt")
    (drive-wait "the run's end" (lambda () (cl-some (lambda (one) (string-match-p "HELPS" one)) drive-messages)))
    (drive-wait "marks" (lambda () (drive-diagnostics "form of the date")))
    (setq marks (drive-diagnostics "form of the date"))
    (drive-take "Find the date" (getenv "MOTJUSTE_TEST_PROVEN"))
    (save-buffer)
    `((fixes . ,(vconcat fixes)) (marks . ,(vconcat marks)) (menu . ,(vconcat drive-menu))
      (messages . ,(vconcat drive-messages)))))

(let ((seen (condition-case trouble
                (drive-story)
              (error `((error . ,(error-message-string trouble))
                       (menu . ,(vconcat drive-menu))
                       (messages . ,(vconcat drive-messages)))))))
  (with-temp-file (getenv "MOTJUSTE_TEST_SEEN")
    (insert (json-encode seen))))
(let ((kill-emacs-hook nil)) (kill-emacs 0))
;;; drive.el ends here
