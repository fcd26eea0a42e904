"""A server whose log says when it is ready: started, read to the last line, waited for."""
import subprocess
import threading

from deadline import patience, wait_on


class LoggedProcess:
    """Runs from its making on. `log` holds the lines that it has written to its standard error."""

    def __init__(self, argv, **options):
        self.log = []
        self._changed = threading.Condition()
        self._ended = False
        self._process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.PIPE, **options)
        self._reader = threading.Thread(target=self._read, args=(self._process.stderr,), daemon=True)
        self._reader.start()

    def _read(self, stream):
        for line in stream:
            with self._changed:
                self.log.append(line.decode(errors="replace").rstrip())
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def story(self):
        """The whole log, for a message."""
        return "\n".join(self.log)

    def wait_log(self, text, timeout=10):
        """Wait for a line with the text; False if the process ends without one, or is still silent then."""
        with self._changed:
            wait_on(self._changed, lambda: text in self.story() or self._ended, timeout)
            return text in self.story()

    def send(self, number):
        """Send it a signal."""
        self._process.send_signal(number)

    def end(self, number):
        """Send it a signal that it ends with, and wait for that."""
        self._process.send_signal(number)
        self.reap()

    def reap(self):
        """Wait for its end, and give everything back."""
        self._process.wait(patience(10))
        self._reader.join()
        self._process.stderr.close()
