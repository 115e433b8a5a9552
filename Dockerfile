# The site behind gunicorn on port 8000; settings come from the environment (see .env.example).
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data
WORKDIR /app

# What PDF needs: Pango, and a family of type of its own.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-sil-charis libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --no-create-home monitor \
    && install --directory --owner monitor /data /data/ledger

COPY requirements.txt .
RUN python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

COPY . .
# The key is for this one command: none stays in the image.
RUN SECRET_KEY=none-yet python manage.py collectstatic --noinput

USER monitor
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=20s CMD ["python", "scripts/healthcheck.py"]
# gunicorn 27 would open a control socket in the home folder, which this user lacks. A filter over many outlets
# is a long address.
CMD ["gunicorn", "--no-control-socket", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4", "--worker-tmp-dir=/dev/shm", "--limit-request-line=8190", "monitor.wsgi"]
